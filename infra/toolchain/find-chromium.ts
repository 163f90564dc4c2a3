import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { findExecutables, isExecutable } from './find-executable.ts';

/** What Debian, Ubuntu and Google call it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * The browser that tests and benchmarks drive: CHROMIUM_PATH, else the first on PATH.
 * @throws AppError CHROMIUM_MISSING
 */
export async function findChromium(env: NodeJS.ProcessEnv): Promise<string> {
  const named = env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (await isExecutable(named)) return named;
    throw missing(`CHROMIUM_PATH is ${named}, which is no program`);
  }
  for (const name of NAMES) {
    const [found] = await findExecutables(name, env);
    if (found !== undefined) return found;
  }
  throw missing(`none of ${NAMES.join(', ')} is on PATH`);
}

function missing(problem: string): AppError {
  return new AppError('CHROMIUM_MISSING', `Chromium was not found: ${problem}`, {
    action: 'apt-get install chromium (as root), or set CHROMIUM_PATH',
  });
}
