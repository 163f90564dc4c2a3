import { cleanUpKilledRuns } from '../cli/temporary-workspace.ts';
import type { Started } from './start-in-process.ts';

/**
 * Everything as `colorteller up` starts it, but with this process as its terminal. What killed runs left is removed first.
 * @throws AppError as `up` does.
 */
export async function startBeside(options: {
  workspace: string;
  engine: 'embedded' | 'pulumi';
  runtime: 'process' | 'docker';
  /** Left out: time is real. */
  speed?: number;
  startAtMs?: number;
}): Promise<Started> {
  const { env } = process;
  await cleanUpKilledRuns(env, () => undefined);
  // With it comes the whole composition root, which a harness in this process does without.
  const { run } = await import('../../orchestrator/main.ts');
  const running = await run({
    ...options,
    provider: 'auto',
    port: 0,
    loopEveryMs: null,
    newRegionPorts: 'any',
    env,
  });
  return { ...running, stop: () => running.stop({ destroy: true, unprotect: true }) };
}
