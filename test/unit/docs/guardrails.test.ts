import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import type { Definition } from '../../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../orchestrator/core/definition/walkthrough.ts';
import { rehearsed } from '../../support/rehearsed.ts';

const read = (file: string) => readFile(path.join(packageRoot, file), 'utf8');
const file = walkthroughFile(WALKTHROUGH_PORTS);
const before = file.slice(0, file.indexOf('pipelines:'));

/** The definition of a workspace with the pipeline that the page shows. */
async function shown(): Promise<Definition> {
  const [, block = ''] =
    /```yaml\n(pipelines:[^]+?)```/.exec(await read('docs/guides/guardrails.md')) ?? [];
  return parseDefinition(before + block, 'guardrails.md');
}

/** What a command of the page comes to. */
function comesTo(definition: Definition, command: string) {
  const fault = /^npx colorteller rehearse --change '{"color":"purple"}' --fault (\S+)$/.exec(
    command,
  )?.[1];
  return rehearsed(definition, [fault ?? '']);
}

describe('docs/guides/guardrails.md', () => {
  it('shows guardrails that a workspace file takes', async () => {
    const { guardrails = [] } = (await shown()).pipelines[0]!.phases[0]!;
    expect(guardrails.map(({ name, check, onBreach }) => [name, check, onBreach])).toEqual([
      ['errors', 'error-rate <= 2%', 'abort'],
      ['slow', 'p95 <= baseline.p95 * 1.5 + 20', 'pause'],
      ['tail', 'p99 <= 1s', 'hold'],
      ['tried', 'error-rate <= 0.5% or p50 < 20ms', 'abort'],
      ['leaks', 'memory <= 200MB', 'abort'],
      ['busy', 'cpu <= baseline.cpu * 1.5 + 10%', 'pause'],
      ['worse', 'error-rate no worse than baseline', 'abort'],
      ['slower', 'latency no worse than baseline', 'pause'],
    ]);
  });

  it('shows rehearsals that end as it says', async () => {
    const [, block = ''] = /```sh\n([^]+?)```/.exec(await read('docs/guides/guardrails.md')) ?? [];
    const definition = await shown();
    const stories = block
      .trim()
      .split('\n')
      .map((command) => comesTo(definition, command));
    expect(
      stories.map(({ status, faults }) => [status, faults.map(({ outcome }) => outcome)]),
    ).toEqual([
      ['ABORTED', ['breached']],
      ['COMPLETED', ['breached', 'it passes again']],
    ]);
  });
});
