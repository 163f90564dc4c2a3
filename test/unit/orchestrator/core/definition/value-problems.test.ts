import { describe, expect, it } from 'vitest';
import type {
  ConfigValue,
  Definition,
} from '../../../../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { valueProblems } from '../../../../../orchestrator/core/definition/value-problems.ts';
import { fileWith } from '../../../../support/targeting.ts';
import { withConfigs } from '../../../../support/walkthrough.ts';

/** Regions on ports 4401 and 4402. */
const definition = (config = ''): Definition => parseDefinition(fileWith('', config), 'w.yaml');

function problemsOf(value: ConfigValue, schema: object | null = null): string[] {
  const { dynamicConfigs, ...rest } = definition();
  const config = {
    ...dynamicConfigs[0]!,
    schema: schema as Definition['dynamicConfigs'][0]['schema'],
  };
  return valueProblems(rest, { ...config, defaultValue: value }).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

describe('a value of the config that regions read', () => {
  it.each<[value: ConfigValue, problem: string]>([
    [{}, 'defaultValue.color: missing; a CSS colour name'],
    [{ color: 'blurple' }, 'defaultValue.color: "blurple" is not a colour'],
    [
      { color: 'red', memoryMb: 16 },
      'defaultValue.memoryMb: Too small: expected number to be >=32',
    ],
    [{ color: 'red', memoryMb: 64.5 }, 'defaultValue.memoryMb: '],
    [{ color: 'red', replicas: 99 }, 'defaultValue.replicas: Too big: expected number to be <=10'],
    [{ color: 'red', replicas: 0 }, 'defaultValue.replicas: '],
    [{ color: 'red', env: { PORT: '1' } }, 'defaultValue.env.PORT: leave out REGION, PORT'],
    [{ color: 'red', env: { A: 1 } }, 'defaultValue.env.A: '],
    [{ color: 'red', env: { 'A B': '1' } }, 'defaultValue.env.A B: use letters'],
    [{ color: 'red', env: { A: 'x\0' } }, 'defaultValue.env.A: leave out NUL'],
    [{ color: 'red', env: { A: '\ud800' } }, 'defaultValue.env.A: leave out NUL'],
    [{ color: 'red', image: '' }, 'defaultValue.image: '],
    [
      { color: 'red', colour: 'x' },
      'defaultValue.colour: no region reads "colour"; did you mean "color"?',
    ],
    [
      { color: 'red', memoryMB: 64 },
      'defaultValue.memoryMB: no region reads "memoryMB"; did you mean "memoryMb"?',
    ],
    [
      { color: 'red', replica: 1 },
      'defaultValue.replica: no region reads "replica"; did you mean "replicas"?',
    ],
    [
      { color: 'red', greeting: 'hi' },
      'defaultValue.greeting: no region reads "greeting" (a key of your own',
    ],
    [
      JSON.parse('{"color":"red","__proto__":{}}') as ConfigValue,
      'defaultValue.__proto__: no region reads',
    ],
    [{ color: 'red', constructor: 1 }, 'defaultValue.constructor: no region reads'],
  ])('%j is refused with its place and reason', (value, problem) => {
    const problems = problemsOf(value);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('may have every key that regions read', () => {
    const env = { GREETING: 'hello', _x1: '日本 🗼' };
    expect(
      problemsOf({ color: '#6a0dad', image: 'shop:42', memoryMb: 32, replicas: 1, env }),
    ).toEqual([]);
  });

  it.each([
    { properties: { greeting: {} } },
    { additionalProperties: true },
    { additionalProperties: { type: 'string' } },
    { patternProperties: { '^greet': { type: 'string' } } },
    { allOf: [{ type: 'object', properties: { greeting: {} } }] },
    { anyOf: [{ type: 'object', properties: { greeting: {} } }] },
  ])('may have a key that its schema names: %j', (schema) => {
    expect(problemsOf({ color: 'red', greeting: 'hi' }, { type: 'object', ...schema })).toEqual([]);
  });

  it('may not have a key that its schema only does not forbid', () => {
    const schema = { type: 'object', properties: { color: { type: 'string' } } };
    expect(problemsOf({ color: 'red', colour: 'red' }, schema)).toEqual([
      expect.stringContaining('did you mean "color"?'),
    ]);
  });

  it('is refused where a rule or an override has it, with its line in the file', () => {
    const text = fileWith(
      '',
      `
    rules:
      - { name: r, returnValue: { color: red, memoryMb: 16 } }
    overrides: [{ ids: [x], value: { colour: red, color: red } }]`,
    );
    expect(() => parseDefinition(text, 'w.yaml')).toThrow(
      /w\.yaml:19 dynamicConfigs\.0\.rules\.0\.returnValue\.memoryMb: .*\n.*:20 dynamicConfigs\.0\.overrides\.0\.value\.colour: no region reads/,
    );
  });
});

describe('the replicas of a value', () => {
  it('may not listen on the port of another region', () => {
    expect(problemsOf({ color: 'red', replicas: 2 })).toEqual([
      'defaultValue.replicas: 2 replicas of "us-west1" listen on ports 4401 to 4402, and port 4402 is that of "us-central1"; use fewer, or move a region to another port',
    ]);
  });

  it.each([
    ['port: 65530', 'the last port is 65535'],
    ['port: 5059', '5060 is one that browsers and fetch refuse to ask'],
  ])('may not leave the ports that there are: %s', (port, problem) => {
    const text = fileWith(
      '',
      '\n    rules: [{ name: r, returnValue: { color: red, replicas: 7 } }]',
    );
    expect(() => parseDefinition(text.replace('port: 4402', port), 'w.yaml')).toThrow(problem);
  });

  const rule = (condition: string, more = '') => `
    rules:
      - name: r
        conditions: [${condition}]${more}
        returnValue: { color: red, replicas: 2 }`;
  const region = (name: string) =>
    `{ type: custom_field, field: region, operator: any, targetValue: [${name}] }`;

  it('only count for the regions that a rule can match', () => {
    expect(definition(rule(region('us-central1'))).dynamicConfigs).toHaveLength(1);
    expect(() => definition(rule(region('us-west1')))).toThrow(
      /rules\.0\.returnValue\.replicas: 2/,
    );
    const later = '{ type: time, operator: after, targetValue: 2030-01-01T00:00:00Z }';
    expect(() => definition(rule(later))).toThrow(/rules\.0\.returnValue\.replicas: 2/);
  });

  it('do not count for a region for which a rule before decides', () => {
    const decided = rule(region('us-west1')).replace('replicas: 2', 'replicas: 1');
    const many = decided.replace(
      'rules:',
      'defaultValue: { color: blue, replicas: 2 }\n    rules:',
    );
    const text = fileWith('', many).replace('    defaultValue: { color: blue }\n', '');
    expect(parseDefinition(text, 'w.yaml').dynamicConfigs[0]?.defaultValue['replicas']).toBe(2);
    expect(() =>
      parseDefinition(
        text.replace('conditions: ', 'passPercentage: 50\n        conditions: '),
        'w.yaml',
      ),
    ).toThrow(/defaultValue\.replicas: 2 replicas of "us-west1"/);
  });

  it('only count for the region that an override names', () => {
    const override = (id: string) =>
      `\n    overrides: [{ ids: [${id}], value: { color: red, replicas: 2 } }]`;
    expect(definition(override('us-central1')).dynamicConfigs).toHaveLength(1);
    expect(() => definition(override('us-west1'))).toThrow(/overrides\.0\.value\.replicas: 2/);
  });
});

it('a config that no region reads may have any object as its value', () => {
  const { dynamicConfigs, ...rest } = withConfigs(definition(), ['banner']);
  const defaultValue = { color: 'primary', replicas: 99, colour: null };
  expect(valueProblems(rest, { ...dynamicConfigs[1]!, defaultValue })).toEqual([]);
});
