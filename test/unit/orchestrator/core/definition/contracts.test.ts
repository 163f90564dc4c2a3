import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { lintDefinition } from '../../../../../orchestrator/core/evaluation/coverage.ts';

interface Parts {
  latest?: string;
  production?: string;
  value?: string;
  rules?: string;
  more?: string;
  region?: string;
}

/** One region in each of two environments, which have a Redis each. */
function file(parts: Parts = {}): string {
  const { latest = 'redis: latest-redis:6379', production = 'redis: prod-redis:6379' } = parts;
  const { value = 'color: blue', rules = '', more = '', region = '' } = parts;
  return `
environments:
  - { name: latest, values: { ${latest} } }
  - { name: production, values: { ${production} } }
regions:
  - { name: lab1, environment: latest, port: 4401 }
  - { name: us-west1, environment: production, port: 4402${region} }
dynamicConfigs:
  - name: colorteller
    defaultValue: { ${value} }
    rules: [${rules}]
    schema:
      type: object
      properties: { color: { type: string }, redis: { type: string }, limit: { type: integer }, password: {} }
${more}
`;
}

const parse = (parts: Parts) => parseDefinition(file(parts), 'w.yaml');
const problemOf = (parts: Parts): string => {
  try {
    parse(parts);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a reference in a value', () => {
  it('is accepted where every environment that it reaches has the name', () => {
    expect(problemOf({ value: "color: blue, redis: '${environment.redis}'" })).toBe('none');
  });

  it('is refused with config, place, region, environment and the name that was probably meant', () => {
    const parts = { value: "color: blue, redis: '${environment.redsi}'" };
    expect(problemOf(parts)).toContain(
      'dynamicConfigs.0.defaultValue.redis: environment production has no value "redsi", and us-west1 would get it (it has: redis); did you mean ${environment.redis}?',
    );
  });

  it.each([
    ['${environment.${environment.redis}}', '"${environment.${environment.redis}"', 'NAME'],
    ['redis://${environment.redis', '"${environment.redis"', 'redis'],
    ['${environment}', '"${environment}"', 'NAME'],
    ['${ environment.redis }', '"${ environment.redis }"', 'redis'],
  ])('that is nearly one is refused on every way to a region: %s', (text, shown, name) => {
    const message = `${shown} refers to no value of an environment; write \${environment.${name}},`;
    for (const [parts, place] of [
      [{ value: `color: blue, redis: '${text}'` }, 'dynamicConfigs.0.defaultValue.redis'],
      [{ region: `, custom: { redis: '${text}' }` }, 'regions.1.custom.redis'],
    ] as const) {
      expect(problemOf(parts)).toContain(`${place}: ${message}`);
      const escaped = text.replaceAll('${', () => '$${');
      expect(
        problemOf(JSON.parse(JSON.stringify(parts).replace(text, () => escaped)) as Parts),
      ).toBe('none');
    }
    expect(problemOf({ production: `redis: '${text}'` })).toContain('cannot refer to another one');
  });

  it('need not resolve in an environment that its rule does not reach', () => {
    const rules =
      "{ name: lab, environments: [latest], returnValue: { color: red, redis: '${environment.only}' } }";
    expect(problemOf({ latest: 'only: x-redis', rules })).toBe('none');
    expect(problemOf({ rules })).toContain('rules.0.returnValue.redis: environment latest has no');
  });

  it('is checked by the schema as each environment resolves it', () => {
    const parts = { latest: 'limit: 5', value: "color: blue, limit: '${environment.limit}'" };
    expect(problemOf({ ...parts, production: 'limit: 7' })).toBe('none');
    const problem = problemOf({ ...parts, production: 'limit: many' });
    expect(problem).toContain('defaultValue.limit: Invalid input: expected');
    expect(problem).toContain('(in environment production)');
    expect(problem).not.toContain('(in environment latest)');
  });

  it('in the color must be one in each environment', () => {
    const parts = { latest: 'tint: red', value: "color: '${environment.tint}'" };
    expect(problemOf({ ...parts, production: 'tint: blue' })).toBe('none');
    expect(problemOf({ ...parts, production: 'tint: blurple' })).toContain('"blurple" is not a');
  });

  it('counts the ports that its replicas need', () => {
    const parts = {
      latest: 'n: 2',
      production: 'n: 1',
      value: "color: red, replicas: '${environment.n}'",
    };
    expect(problemOf(parts)).toContain('2 replicas of "lab1" listen on ports 4401 to 4402');
  });

  it('to a secret is refused where it would be recorded and shown', () => {
    const secret = 'password: { secret: { env: SECRET } }';
    const own = "color: blue, password: '${environment.password}'";
    expect(problemOf({ latest: secret, production: secret, value: own })).toBe('none');
    const env = "color: blue, env: { PASSWORD: '${environment.password}' }";
    expect(problemOf({ latest: secret, production: secret, value: env })).toContain(
      'env.PASSWORD: "password" of environment latest is a secret, and "env" is recorded and shown; a secret belongs in a key of your own',
    );
  });

  it('is refused in the color of a region that asks an SDK itself, and in a config that regions do not read', () => {
    const value = "color: '${environment.tint}'";
    const parts = { latest: 'tint: red', production: 'tint: blue', value };
    expect(problemOf({ ...parts, region: ', configSource: statsig' })).toContain(
      'us-west1 would get "${environment.tint}" as it is, since configSource is statsig',
    );
    const more = "  - { name: banner, defaultValue: { redis: '${environment.redis}' } }";
    expect(problemOf({ more })).toContain('SDKs would get "${environment.redis}" as it is');
  });
});

describe('a literal of another environment', () => {
  const redis = (text: string) => ({ value: `color: blue, redis: '${text}'` });

  it.each([
    [
      'latest-redis:6379',
      '"latest-redis:6379" is "redis" of environment latest; production would use it in us-west1. Write "${environment.redis}" instead',
    ],
    [
      'redis://latest-redis:6379/0',
      '"latest-redis:6379" is "redis" of environment latest; production would use it in us-west1, in "redis://latest-redis:6379/0". Write "redis://${environment.redis}/0" instead',
    ],
    [
      'prod-redis:6379',
      '"prod-redis:6379" is "redis" of environment production; latest would use it in lab1',
    ],
    ['a,latest-redis:6379', 'production would use it in us-west1'],
    ['redis://LATEST-Redis:6379/0', 'Write "redis://${environment.redis}/0" instead'],
  ])('is refused in %s with both sides and the way out', (text, problem) => {
    expect(problemOf(redis(text))).toContain(problem);
  });

  it.each(['latest-redis:63790', 'my-latest-redis:6379', 'x.latest-redis:6379', 'latest-redis'])(
    'is not found in %s, where it is a part of another word',
    (text) => {
      expect(problemOf(redis(text))).toBe('none');
    },
  );

  it('is allowed where only its own environment gets it', () => {
    const only = (environment: string) =>
      `{ name: lab, environments: [${environment}], returnValue: { color: red, redis: latest-redis:6379 } }`;
    expect(problemOf({ rules: only('latest') })).toBe('none');
    expect(problemOf({ rules: only('production') })).toContain(
      'rules.0.returnValue.redis: "latest-redis:6379" is "redis" of environment latest',
    );
  });

  it.each([
    [
      'one that both environments have',
      { latest: 'redis: shared-redis', production: 'db: shared-redis', ...redis('shared-redis') },
    ],
    ['a short one', { latest: 'redis: abc', ...redis('abc') }],
    ['a number', { latest: 'limit: 12345', value: 'color: blue, limit: 12345' }],
    ['a colour', { latest: 'tint: purple', value: 'color: purple' }],
    [
      'a secret, whose text nobody knows,',
      { latest: 'password: { secret: { env: SECRET } }', ...redis('SECRET') },
    ],
  ])('%s is not taken for one', (_, parts) => {
    expect(problemOf(parts)).toBe('none');
  });

  it('asks for a value of its own where the environment has none by that name', () => {
    expect(problemOf({ production: 'db: x-db', ...redis('latest-redis:6379') })).toContain(
      'Write "${environment.redis}" instead, and give production a "redis" of its own under values',
    );
  });

  it('is found in what a region itself has, and in a config that regions do not read', () => {
    expect(problemOf({ region: ", custom: { redis: 'latest-redis:6379' }" })).toContain(
      'regions.1.custom.redis: "latest-redis:6379" is "redis" of environment latest; production would use it in us-west1',
    );
    const more = '  - { name: banner, defaultValue: { redis: latest-redis:6379 } }';
    expect(problemOf({ more })).toContain('Give it by a rule with environments: [latest]');
  });

  it('is a finding of lint with contracts.literals: warn, and nothing with off', () => {
    const parts = {
      ...redis('latest-redis:6379'),
      region: ", custom: { redis: 'latest-redis:6379' }",
    };
    const findingsOf = (level: string) =>
      lintDefinition(parse({ ...parts, more: `contracts: { literals: ${level} }` }))
        .filter(({ kind }) => kind === 'foreign-literal')
        .map(({ path }) => path.join('.'));
    expect(findingsOf('warn')).toEqual([
      'dynamicConfigs.0.defaultValue.redis',
      'regions.1.custom.redis',
    ]);
    expect(findingsOf('off')).toEqual([]);
  });
});
