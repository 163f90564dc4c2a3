import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OUTPUT_SCHEMAS } from '../../scripts/output-schemas.ts';
import { colorteller } from '../support/cli.ts';
import { KEY, startTestControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { tempFolder } from '../support/temp-folder.ts';

let server: TestControlPlane;

beforeAll(async () => {
  server = await startTestControlPlane();
});

afterAll(() => server.close());

/** What is wrong with a line by a schema; nothing when it fits. */
function problems(name: keyof typeof OUTPUT_SCHEMAS, line: string): unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const validate = ajv.compile(z.toJSONSchema(OUTPUT_SCHEMAS[name]));
  return validate(JSON.parse(line)) ? [] : validate.errors;
}

describe('what --json prints', () => {
  it('fits the schema that is printed of it', async () => {
    await using folder = await tempFolder();
    const env = { XDG_CONFIG_HOME: folder.path };
    const at = ['--url', server.url, '--key', KEY, '--json'];
    const by = ['--actor', 'ann', '--reason', 'why'];
    const runs: [keyof typeof OUTPUT_SCHEMAS, string[]][] = [
      ['config', ['config', 'set', 'colorteller', 'color=purple', ...by, ...at]],
      ['hold', ['hold', '--region', 'us-west1', ...by, ...at]],
      ['status', ['status', ...at]],
      ['hold', ['lift', '--region', 'us-west1', ...at]],
      ['action', ['approve', ...by, ...at]],
      ['action', ['rollout', ...by, ...at]],
      ['config', ['config', 'set', 'colorteller', 'color=red', ...at]],
      ['action', ['rollout', ...at]],
      ['rollback', ['rollback', 'colorteller', '--to', 'rel-1', ...at]],
      ['status', ['status', ...at]],
      ['events', ['events', ...at]],
      ['clock', ['clock', ...at]],
      ['evaluate', ['evaluate', 'colorteller', ...at]],
      ['exposures', ['exposures', ...at]],
      ['down', ['down', '--workspace', folder.path, '--json']],
      ['context', ['context', '--json']],
    ];
    for (const [name, args] of runs) {
      const { stdout, stderr } = await colorteller(args, env);
      expect([args[0], stderr]).toEqual([args[0], '']);
      for (const line of stdout.split('\n'))
        expect([name, problems(name, line)]).toEqual([name, []]);
    }
  });

  it.each([
    [['approve', '--url', 'nowhere']],
    [['status', '--nope']],
    [['nope']],
    [['gates', 'get']],
    [['up', '--engine', 'magic']],
  ])('of an error (%j) fits it too, and nothing else is printed', async (args) => {
    const { exitCode, stdout, stderr } = await colorteller([...args, '--json']);
    expect([exitCode, stdout, problems('error', stderr)]).toEqual([2, '', []]);
  });

  it('is described by schema --output', async () => {
    const { stdout } = await colorteller(['schema', '--output', 'status']);
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(JSON.stringify(z.toJSONSchema(OUTPUT_SCHEMAS.status))),
    );
  });
});
