import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { own } from '../../orchestrator/common/own.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { freePorts } from '../../scripts/testing/free-ports.ts';
import { BY_ANN } from '../support/actors.ts';
import { colortellerAt, regionsAnswer, settled, startUp } from '../support/cli.ts';
import { createConsoleClient } from '../support/console-client.ts';
import { HTTP_PATHS } from '../support/docs/render-http.ts';
import { editWorkspace } from '../support/edit-workspace.ts';
import { eventually } from '../support/eventually.ts';
import { CONTROL_KEY, serveControlPlane } from '../support/served-control-plane.ts';
import { fileWith } from '../support/targeting.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { walkthrough } from '../support/walkthrough.ts';

/** What every JavaScript object knows already. */
const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty'];
/** It is refused as a name and as a key: parsers drop it, or take it for what an object inherits from. */
const PROTO = '__proto__';

const region = (name: string, port: number | undefined) =>
  `  - { name: ${name}, environment: toString, port: ${port}, custom: { ${NAMES.map((key) => `${key}: has-it`).join(', ')} } }\n`;

/** Everything that can have a name has one of them. */
const fileOf = ([first, second]: number[]) => `
environments:
  - { name: toString }
  - { name: valueOf }
regions:
${region('constructor', first)}${region('toString', second)}
stacks:
  - { name: constructor, regions: [constructor] }
  - { name: hasOwnProperty, regions: [toString] }
dynamicConfigs:
  - name: colorteller
    pipeline: constructor
    defaultValue: { color: blue }
  - name: toString
    defaultValue: { constructor: 1, hasOwnProperty: { toString: 2 } }
gates:
  - name: constructor
    pipeline: toString
    rules:
${NAMES.map((key) => `      - { name: ${key}, conditions: [{ type: custom_field, field: ${key}, operator: any, targetValue: [${key}-yes] }] }`).join('\n')}
  - name: hasOwnProperty
    rules: [{ name: constructor, conditions: [{ type: passes_segment, targetValue: valueOf }] }]
segments:
  - { name: valueOf, ids: [${[...NAMES, PROTO].join(', ')}] }
pipelines:
  - name: constructor
    phases:
      - name: valueOf
        requiredReview: true
        rules: [{ conditions: [{ type: custom_field, field: region, operator: any, targetValue: [constructor] }] }]
      - name: toString
        requiredReview: true
        rules: [{ conditions: [{ type: custom_field, field: hasOwnProperty, operator: any, targetValue: [has-it] }] }]
  - name: toString
    phases:
      - { name: hasOwnProperty, rules: [{ environments: [toString], conditions: [] }] }
webhooks:
  - { name: constructor, url: 'http://127.0.0.1:9/' }
faults:
  plan: [{ name: toString, kind: slow, region: constructor, probability: 0 }]
`;

describe('names that every object knows', () => {
  it('are names as others by file and by CLI, from the deployment to the end of a release', async () => {
    await using folder = await tempFolder();
    const [first = 0, second = 0, third = 0] = await freePorts(3);
    await writeFile(path.join(folder.path, WORKSPACE_FILE), fileOf([first, second]));
    await using up = await startUp(folder.path);
    await regionsAnswer(up.client, { constructor: 'blue', toString: 'blue' });
    const run = async (...args: string[]) => {
      const { exitCode, stderr, stdout } = await colortellerAt(up, ...args);
      expect([args.join(' '), exitCode, stderr]).toEqual([args.join(' '), 0, '']);
      return stdout;
    };
    await run('config', 'set', 'colorteller', 'color=green');
    await run('approve');
    await regionsAnswer(up.client, { constructor: 'green', toString: 'blue' });
    await run('hold', '--region', 'toString', '--reason', 'a test');
    expect(await run('status')).toContain('toString');
    await run('lift', '--region', 'toString');
    await run('approve');
    await regionsAnswer(up.client, { constructor: 'green', toString: 'green' });
    await run('config', 'set', 'toString', 'valueOf=3');
    expect(JSON.parse(await run('evaluate', 'toString'))).toEqual({
      constructor: 1,
      hasOwnProperty: { toString: 2 },
      valueOf: 3,
    });
    await run('retry', 'hasOwnProperty');
    await editWorkspace(folder.path, (text) =>
      text
        .replace('stacks:', `${region('valueOf', third)}stacks:`)
        .replace('regions: [toString]', 'regions: [toString, valueOf]')
        .replace('gates:\n', 'gates:\n  - { name: valueOf }\n'),
    );
    await eventually('the gate', async () => own((await up.client.state()).configs, 'valueOf'));
    await regionsAnswer(up.client, { constructor: 'green', toString: 'green', valueOf: 'green' });
    expect(own((await settled(up.client)).configs, 'valueOf')).toMatchObject({
      kind: 'gate',
      current: { configVersion: 1 },
    });
  });

  it.each([...NAMES, PROTO])(
    '"%s" is unknown to every operation where nothing has that name',
    async (name) => {
      await using server = await served(walkthrough());
      const post = { method: 'POST', headers: { authorization: `Bearer ${CONTROL_KEY}` } };
      const by = { ...BY_ANN, phase: name, release: name, set: { color: 'red' } };
      const bodies: Record<string, object> = {
        'POST /api/configs/:config': { set: by.set, ...BY_ANN },
        'POST /api/configs/:config/rollback': { release: name, ...BY_ANN },
        'POST /api/holds': { type: 'hold-placed', scope: { kind: 'region', name }, ...BY_ANN },
        'POST /api/releases/:id/approve': { phase: name, ...BY_ANN },
        'POST /api/releases/:id/:action': { phase: name, ...BY_ANN },
        'POST /api/retry': { stack: name },
        'POST /api/faults/clear': { name, ...BY_ANN },
      };
      const withName = Object.keys(HTTP_PATHS).filter(
        (at) => /^GET \/api\/.*:/.test(at) || Object.hasOwn(bodies, at),
      );
      for (const at of withName) {
        const [method, template = ''] = at.split(' ');
        const url = `${server.url}${template.replaceAll(/:\w+/g, name)}`;
        const request =
          method === 'GET'
            ? {}
            : {
                ...post,
                headers: { ...post.headers, 'content-type': 'application/json' },
                body: JSON.stringify(bodies[at]),
              };
        const response = await fetch(url, request);
        const { code } = (await response.json()) as { code: string };
        expect([at, code]).toEqual([at, expect.stringMatching(/^(UNKNOWN_\w+|NOT_FOUND)$/)]);
      }
      const client = createConsoleClient(server.url);
      for (const at of [
        'gates',
        'dynamic_configs',
        'release_pipelines',
        'release_pipeline_triggers',
      ] as const) {
        expect([at, (await client.call(`GET /${at}/{id}`, { path: [name] })).status]).toEqual([
          at,
          404,
        ]);
      }
      expect(server.interpreter.state().holds).toEqual([]);
    },
  );

  it('are attributes of users as others, by OFREP and by the evaluation of a user', async () => {
    await using server = await served(parseDefinition(fileOf([4401, 4402]), 'w.yaml'));
    const evaluate = async (context: string) => {
      const response = await fetch(`${server.url}/ofrep/v1/evaluate/flags/constructor`, {
        method: 'POST',
        headers: { authorization: `Bearer ${CONTROL_KEY}`, 'content-type': 'application/json' },
        body: `{"context":{"targetingKey":"u",${context}}}`,
      });
      const user = encodeURIComponent(`{"userID":"u","custom":{${context}}}`);
      const shown = await fetch(`${server.url}/api/evaluate/constructor?user=${user}`);
      return [
        ((await response.json()) as { value: unknown }).value,
        ((await shown.json()) as { value: unknown }).value,
      ];
    };
    for (const key of NAMES) {
      expect([key, await evaluate(`"${key}":"${key}-yes"`)]).toEqual([key, [true, true]]);
      expect([key, await evaluate(`"${key}":"no"`)]).toEqual([key, [false, false]]);
      expect([key, await evaluate('"other":"x"')]).toEqual([key, [false, false]]);
    }
  });

  it.each([...NAMES, PROTO])('"%s" is neither an operator nor a type of condition', (name) => {
    const gate = (condition: string) =>
      fileWith(`gates: [{ name: g, rules: [{ name: r, conditions: [${condition}] }] }]\n`);
    const operator = gate(`{ type: country, operator: ${name}, targetValue: [de] }`);
    expect(() => parseDefinition(operator, 'w')).toThrow(`"${name}" is not an operator here`);
    expect(() => parseDefinition(gate(`{ type: ${name}, targetValue: [de] }`), 'w')).toThrow(
      `"${name}" is not a type of condition`,
    );
  });
});

describe('__proto__', () => {
  it.each<[place: string, text: string, by: string]>([
    ['regions.0.custom.__proto__', 'custom: {', 'custom: { __proto__: x,'],
    ['dynamicConfigs.1.defaultValue.__proto__', '{ constructor: 1', '{ __proto__: 1'],
    ['segments.0.__proto__', '{ name: valueOf, ids', '{ __proto__: {}, name: valueOf, ids'],
  ])('is refused as a key in a file, with its place: %s', (place, text, by) => {
    expect(() => parseDefinition(fileOf([4401, 4402]).replace(text, by), 'w.yaml')).toThrow(
      new RegExp(`w\\.yaml:\\d+ ${place}: a key cannot be called "__proto__"`),
    );
  });

  it('is refused as a name and as a key of a body, and nothing changes', async () => {
    const gate = fileWith('gates: [{ name: __proto__ }]\n');
    expect(() => parseDefinition(gate, 'w.yaml')).toThrow(/gates\.0\.name: a name has 1 to 63/);
    await using server = await served(walkthrough());
    const headers = { authorization: `Bearer ${CONTROL_KEY}`, 'content-type': 'application/json' };
    const bodies = {
      '/api/configs/colorteller': '{"set":{"color":"red","__proto__":1},"actor":"ann"}',
      '/ofrep/v1/evaluate/flags/colorteller': '{"context":{"__proto__":"x"}}',
    };
    for (const [at, body] of Object.entries(bodies)) {
      const response = await fetch(`${server.url}${at}`, { method: 'POST', headers, body });
      const text = await response.text();
      expect([at, response.status]).toEqual([at, 400]);
      expect(text).toContain('a key cannot be called');
    }
    const user = encodeURIComponent('{"custom":{"__proto__":"x"}}');
    expect((await fetch(`${server.url}/api/evaluate/colorteller?user=${user}`)).status).toBe(400);
    expect(server.interpreter.state().releaseCount).toBe(0);
  });
});

async function served(definition: ReturnType<typeof walkthrough>) {
  const server = await serveControlPlane(definition, { isAdopted: true });
  return { ...server, [Symbol.asyncDispose]: () => server.close() };
}
