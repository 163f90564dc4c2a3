import { cleanUpKilledRuns } from '../throwaway-workspace.ts';
import type { HeldPorts } from './free-ports.ts';
import type { Started } from './start-here.ts';

/**
 * Everything as `colorteller up` starts it, but with this process as its terminal. What killed runs left is removed first.
 * @throws AppError as `up` does.
 */
export async function startBeside(options: {
  workspace: string;
  held: HeldPorts;
  engine: 'embedded' | 'pulumi';
  runtime: 'process' | 'docker';
  /** Left out: time is real. */
  speed?: number;
}): Promise<Started> {
  const { held, ...chosen } = options;
  const { env } = process;
  await cleanUpKilledRuns(env, () => undefined);
  // With it comes the whole composition root, which a harness in this process does without.
  const { run } = await import('../../orchestrator/main.ts');
  await held[Symbol.asyncDispose]();
  const running = await run({
    ...chosen,
    provider: 'auto',
    port: 0,
    loopEveryMs: null,
    newRegionPorts: 'any',
    env,
  });
  return { ...running, stop: () => running.stop({ destroy: true, unprotect: true }) };
}
