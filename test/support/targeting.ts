import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { walkthroughFile } from '../../orchestrator/core/definition/walkthrough.ts';

/** Of its one config, which a test may give another. */
const SCHEMA = /(?: {4}#.*\n)+ {4}schema: .*\n/;

/** The walkthrough's file without the schema of its config, and with more sections after it. */
export function fileWith(sections: string, config = ''): string {
  const file = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 }).replace(SCHEMA, '');
  return `${file.replace('defaultValue: { color: blue }', `defaultValue: { color: blue }${config}`)}${sections}`;
}

/** A definition with gates, segments, and rules of the config "colorteller". */
export function targeted(): Definition {
  return parseDefinition(
    fileWith(
      `
segments:
  - { name: staff, ids: [ann] }
  - { name: kiosks, idType: deviceID, ids: [k1] }
gates:
  - name: checkout
    rules:
      - { name: staff, conditions: [{ type: passes_segment, targetValue: staff }] }
      - { name: prod only, environments: [production], returnValue: false }
      - { name: third, passPercentage: 30 }
    overrides: [{ ids: [vip], value: true }, { ids: [foe], value: false }]
  - { name: dark, enabled: false, rules: [{ name: all }], overrides: [{ ids: [vip], value: true }] }
  - name: nested
    rules: [{ name: r, conditions: [{ type: passes_gate, targetValue: checkout }] }]
  - name: kiosk
    idType: deviceID
    rules: [{ name: r, conditions: [{ type: passes_segment, targetValue: kiosks }] }]
`,
      `
    schema: { type: object, properties: { color: { type: string } }, required: [color] }
    rules:
      - name: germans
        conditions: [{ type: country, operator: any, targetValue: [de] }]
        returnValue: { color: gold }
      - name: nobody
        passPercentage: 0
        conditions: [{ type: country, operator: any, targetValue: [fr] }]
        returnValue: { color: red }
    overrides: [{ ids: [vip], value: { color: pink } }]`,
    ),
    'w.yaml',
  );
}
