import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  referencesIn,
  resolveReferences,
} from '../../../../../orchestrator/core/definition/environment-values.ts';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';

const values = {
  redis: 'prod-redis:6379',
  replicas: 3,
  isPublic: false,
  constructor: 'a name like any other',
  password: { secret: { env: 'PROD_REDIS_PASSWORD' } },
  token: { secret: { file: 'secrets/token' } },
};

describe('a reference', () => {
  it.each<[template: unknown, resolved: unknown]>([
    ['${environment.redis}', 'prod-redis:6379'],
    ['redis://${environment.redis}/0', 'redis://prod-redis:6379/0'],
    ['${environment.redis},${environment.redis}', 'prod-redis:6379,prod-redis:6379'],
    [{ deep: [{ at: '${environment.redis}' }] }, { deep: [{ at: 'prod-redis:6379' }] }],
    ['${environment.replicas}', 3],
    ['${environment.replicas} of them', '3 of them'],
    ['${environment.isPublic}', false],
    ['${environment.constructor}', 'a name like any other'],
  ])('in %j resolves to %j', (template, resolved) => {
    expect(resolveReferences(template, values)).toEqual(resolved);
  });

  it.each([
    '${environment.toString}',
    '${environment.__proto__}',
    '${environment.nothing} there',
    '${environment.toString} there',
  ])('%s to what no environment has stays as it is', (template) => {
    expect(resolveReferences(template, values)).toBe(template);
  });

  it('with another $ before it is the text itself', () => {
    const template = '$${environment.redis} is written ${environment.redis}';
    const resolved = '${environment.redis} is written prod-redis:6379';
    expect(resolveReferences(template, values)).toBe(resolved);
    expect(referencesIn(template)).toEqual([{ path: [], name: 'redis' }]);
    expect(resolveReferences('$${ environment.redis', values)).toBe('${ environment.redis');
  });

  it('to a secret resolves to where it is, never to what it is', () => {
    const template = { a: '${environment.password}', b: 'Bearer ${environment.token}' };
    const resolved = { a: '${secret:PROD_REDIS_PASSWORD}', b: 'Bearer ${secret:./secrets/token}' };
    expect(resolveReferences(template, values)).toEqual(resolved);
  });

  it('is found with the place of its text', () => {
    const found = referencesIn({
      env: { REDIS: '${environment.redis}' },
      list: ['${environment.x}'],
    });
    expect(found).toEqual([
      { path: ['env', 'REDIS'], name: 'redis' },
      { path: ['list', 0], name: 'x' },
    ]);
  });
});

it('a value without references resolves to itself, not to a copy', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      fc.pre(!JSON.stringify(value).includes('${'));
      expect(resolveReferences(value, values)).toBe(value);
    }),
  );
});

it('every text between references survives their resolution', () => {
  const text = fc.string().filter((part) => !part.includes('$'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const resolved = resolveReferences({ at: `${before}\${environment.redis}${after}` }, values);
      expect(resolved).toEqual({ at: `${before}prod-redis:6379${after}` });
    }),
  );
});

const file = (entries: string, region = '') => `
environments: [{ name: production, values: { ${entries} } }]
regions: [{ name: us-west1, environment: production, port: 4401${region} }]
dynamicConfigs: [{ name: colorteller, defaultValue: { color: blue } }]
`;

describe('the values of an environment', () => {
  it.each([
    ["'bad name': x", 'environments.0.values.bad name: a name has 1 to 63 letters'],
    [
      'redis: [x]',
      'environments.0.values.redis: give a text, a number, true or false, or a secret',
    ],
    ["redis: ''", 'environments.0.values.redis: Too small'],
    ["redis: '${environment.db}'", 'a value of an environment cannot refer to another one'],
    ['password: { secret: hunter2 }', 'give env (the name of an environment variable) or file'],
    ['password: { secret: { env: A-B } }', 'the name of an environment variable'],
    ['password: { secret: { file: ../key } }', 'a path inside the workspace folder, without ".."'],
    ['password: { secret: { file: /etc/key } }', 'a path inside the workspace folder'],
  ])('%s is refused', (entries, problem) => {
    expect(() => parseDefinition(file(entries), 'w.yaml')).toThrow(problem);
  });

  it('reach custom attributes and the Docker host of its regions', () => {
    const region =
      ", custom: { cell: 'cell-${environment.cell}' }, dockerHost: '${environment.host}'";
    const { regions } = parseDefinition(file('cell: 7, host: tcp://far:2375', region), 'w.yaml');
    expect(regions[0]).toMatchObject({
      custom: { cell: 'cell-7', region: 'us-west1' },
      dockerHost: 'tcp://far:2375',
    });
  });

  it.each([
    [
      'cells: 7',
      'regions.0.custom.cell: environment production has no value "cell", and us-west1 would get it (it has: cells); did you mean ${environment.cells}?',
    ],
    [
      'cell: { secret: { env: CELL } }',
      'regions.0.custom.cell: "cell" of environment production is a secret, and "custom" is recorded and shown',
    ],
  ])('%s does not do for a region that refers to "cell"', (entries, problem) => {
    const region = ", custom: { cell: '${environment.cell}' }";
    expect(() => parseDefinition(file(entries, region), 'w.yaml')).toThrow(problem);
  });
});
