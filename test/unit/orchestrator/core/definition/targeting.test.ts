import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { fileWith } from '../../../../support/targeting.ts';

const gate = (text: string) => fileWith(`gates:\n  - name: g\n    rules:\n      - ${text}\n`);
const config = (text: string) => fileWith('', `\n    ${text}`);
const SCHEMA =
  'schema: { type: object, properties: { color: { enum: [blue, red] } }, additionalProperties: false }';

describe('gates, segments and rules', () => {
  it('have their defaults filled in', () => {
    const { gates } = parseDefinition(gate('{ name: r }'), 'w.yaml');
    expect(gates).toEqual([
      {
        name: 'g',
        enabled: true,
        pipeline: null,
        defaultValue: false,
        idType: 'userID',
        salt: 'g',
        overrides: [],
        rules: [
          {
            name: 'r',
            id: 'r',
            salt: 'r',
            environments: null,
            conditions: [],
            passPercentage: 100,
            returnValue: true,
          },
        ],
      },
    ]);
  });

  it.each<[name: string, text: string, problem: RegExp]>([
    [
      'a percentage over 100',
      gate('{ name: r, passPercentage: 101 }'),
      /w\.yaml:54 gates\.0\.rules\.0\.passPercentage/,
    ],
    [
      'a percentage finer than a bucket',
      gate('{ name: r, passPercentage: 0.001 }'),
      /passPercentage: .*0\.01/,
    ],
    ['a rule twice', gate('{ name: r }\n      - { name: r }'), /:55 .*rule "r" is here already/],
    [
      'an unknown environment',
      gate('{ name: r, environments: [mars] }'),
      /:54 gates\.0\.rules\.0\.environments\.0: there is no environment "mars"/,
    ],
    [
      'an unknown gate',
      gate('{ name: r, conditions: [{ type: passes_gate, targetValue: h }] }'),
      /targetValue: there is no gate "h" \(known: g\)/,
    ],
    [
      'an unknown segment',
      gate(
        '{ name: r, conditions: [{ type: user_id, operator: in_segment_list, targetValue: s }] }',
      ),
      /targetValue: there is no segment "s" \(none are defined\)/,
    ],
    [
      'a gate that references itself',
      gate('{ name: r, conditions: [{ type: fails_gate, targetValue: g }] }'),
      /gates\.0\.rules: gate "g" references itself \(by g\)/,
    ],
    [
      'a user overridden twice',
      fileWith(
        'gates: [{ name: g, overrides: [{ ids: [u], value: true }, { ids: [u], value: false }] }]\n',
      ),
      /overrides\.1\.ids\.0: "u" is overridden already/,
    ],
    [
      'a gate twice',
      fileWith('gates: [{ name: g }, { name: g }]\n'),
      /gates\.1\.name: "g" is used twice/,
    ],
    [
      'a value that is no object',
      config('rules: [{ name: r, returnValue: red }]'),
      /:18 dynamicConfigs\.0\.rules\.0\.returnValue: .*expected object/,
    ],
    [
      'a rule value that its schema refuses',
      config(`${SCHEMA}\n    rules: [{ name: r, returnValue: { color: pink } }]`),
      /:19 dynamicConfigs\.0\.rules\.0\.returnValue\.color: .*\(by the schema of "colorteller"\)/,
    ],
    [
      'a default value that its schema refuses',
      config('schema: { type: object, properties: { size: { type: number } }, required: [size] }'),
      /:17 dynamicConfigs\.0\.defaultValue.*by the schema/,
    ],
    [
      'a schema that requires what it does not describe',
      config('schema: { type: object, required: [size] }'),
      /:18 dynamicConfigs\.0\.schema: .*"size" is required, and not among the properties/,
    ],
    [
      'a schema that is none',
      config('schema: { type: objekt }'),
      /:18 dynamicConfigs\.0\.schema: not a usable JSON Schema: Unsupported type: objekt/,
    ],
  ])('refuse %s and name the place', (_, text, problem) => {
    expect(() => parseDefinition(text, 'w.yaml')).toThrow(problem);
  });
});
