import { expect, it } from 'vitest';
import { lockOwner } from '../../orchestrator/runtime/store/workspace-lock.ts';
import { runForeground } from '../../scripts/cli/run-foreground.ts';
import { capturedContext } from '../support/captured-context.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('an orchestrator whose first lines cannot be made ends, and leaves its workspace free', async () => {
  await using folder = await tempFolder();
  const broken = new Error('no first lines');
  const running = runForeground(capturedContext(process.env).context, {
    run: {
      workspace: folder.path,
      port: 0,
      loopEveryMs: null,
      newRegionPorts: 'any',
      engine: 'embedded',
      runtime: 'process',
      provider: 'auto',
      env: process.env,
    },
    onInterrupt: { destroy: true },
    isJson: false,
    opens: false,
    announce: () => {
      throw broken;
    },
  });
  await expect(running).rejects.toBe(broken);
  expect(await lockOwner(folder.path)).toBeUndefined();
});
