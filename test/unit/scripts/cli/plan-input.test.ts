import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../../orchestrator/core/definition/walkthrough.ts';
import { planCommand } from '../../../../scripts/cli/commands/plan.ts';
import { capturedContext, runCommand } from '../../../support/captured-context.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

it('plan takes a workspace file from standard input, and names it so', async () => {
  await using folder = await tempFolder();
  const base = path.join(folder.path, 'base.yaml');
  const text = walkthroughFile(WALKTHROUGH_PORTS);
  await writeFile(base, text);
  const plan = async (input: string) => {
    const { context, out } = capturedContext({}, undefined, [input]);
    await runCommand(planCommand(context), '--file', '-', '--base', base);
    return out();
  };
  expect(await plan(text)).toContain('standard input');
  await expect(plan('pipelines: 5')).rejects.toMatchObject({
    code: 'WORKSPACE_INVALID',
    message: expect.stringContaining('standard input') as string,
  });
});
