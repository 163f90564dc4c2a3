import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { parseHost } from '../../../infra/provider/host.ts';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../orchestrator/core/definition/walkthrough.ts';

const env = z.record(z.string().regex(/^[A-Z_]+$/), z.string());

/** As GitHub takes it: a step runs a command or uses an action, which is pinned to a version. */
const step = z.union([
  z.strictObject({
    name: z.string().optional(),
    run: z.string().min(1),
    'working-directory': z.string().optional(),
    env: env.optional(),
  }),
  z.strictObject({
    name: z.string().optional(),
    uses: z.string().regex(/^[\w-]+\/[\w-]+@v\d+$/),
    with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
]);

const job = z.strictObject({
  'runs-on': z.enum(['self-hosted', 'ubuntu-latest']),
  'timeout-minutes': z.int().min(1).max(360),
  strategy: z
    .strictObject({
      'fail-fast': z.boolean(),
      matrix: z.record(z.string(), z.array(z.string()).min(1)),
    })
    .optional(),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }),
  env: env.optional(),
  steps: z.array(step).min(1),
});

const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    pull_request: z.strictObject({ paths: z.array(z.string()).min(1) }).optional(),
    repository_dispatch: z.strictObject({ types: z.array(z.string()).min(1) }).optional(),
    workflow_dispatch: z.null().optional(),
    schedule: z
      .array(z.strictObject({ cron: z.string().regex(/^(?:[\d*/,-]+ ){4}[\d*/,-]+$/) }))
      .optional(),
  }),
  permissions: z.strictObject({
    contents: z.literal('read'),
    'pull-requests': z.literal('write').optional(),
  }),
  jobs: z.record(z.string().regex(/^[a-z_][\w-]*$/), job),
});

const folder = path.join(packageRoot, 'docs/guides/workflows');
const files = await readdir(folder);
const read = (file: string) => readFile(path.join(folder, file), 'utf8');

it('there are workflows', () => {
  expect(files.sort()).toEqual(['plan.yml', 'promote.yml']);
});

it.each(files)('the workflow %s is one that GitHub takes', async (file) => {
  const document = parseDocument(await read(file), { uniqueKeys: true, version: '1.2' });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  expect(workflow.safeParse(document.toJS()).error).toBeUndefined();
});

/** What GitHub knows everywhere, and of the event that starts a workflow. */
const CONTEXTS =
  /^(?:secrets\.[A-Z_]+|github\.token|github\.event\.pull_request\.(?:number|base\.sha))$/;

it.each(files)(
  'the workflow %s names only what there is in expressions, and none of them in a command',
  async (file) => {
    const text = await read(file);
    const { jobs } = workflow.parse(parseDocument(text).toJS());
    const expressions = [...text.matchAll(/\$\{\{ ([\w.]+) \}\}/g)].map(
      ([, inside = '']) => inside,
    );
    expect(text.split('${{').length - 1).toBe(expressions.length);
    for (const { strategy, steps } of Object.values(jobs)) {
      const known = Object.keys(strategy?.matrix ?? {}).map((name) => `matrix.${name}`);
      const others = expressions.filter((one) => !known.includes(one));
      expect(others.filter((one) => !CONTEXTS.test(one))).toEqual([]);
      // What is expanded into a shell's text can be a command of the person who chose it.
      for (const one of steps) if ('run' in one) expect(one.run).not.toContain('${{');
    }
  },
);

it('the page shows regions that a workspace file takes, and names only files that exist', async () => {
  const text = await readFile(path.join(packageRoot, 'docs/guides/beyond-one-machine.md'), 'utf8');
  const [, block = ''] = /```yaml\n(regions:[^]+?)```/.exec(text) ?? [];
  const file = walkthroughFile(WALKTHROUGH_PORTS);
  const [before = '', after = ''] = file.split(/^regions:\n(?: {2}- .*\n)+/m);
  const { regions } = parseDefinition(`${before}${block}${after}`, 'page');
  expect(regions.map(({ dockerHost }) => parseHost(dockerHost ?? '').kind)).toEqual([
    'socket',
    'ssh',
    'tcp',
  ]);
});
