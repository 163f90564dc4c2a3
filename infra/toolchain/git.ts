import { execa, ExecaError } from 'execa';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { hasCode } from '../../orchestrator/common/errors/to-app-error.ts';

/** Settings of the machine or of the repository that must not change what a commit of ours is. */
const OWN_SETTINGS = [
  ['core.hooksPath', '/dev/null'],
  ['core.autocrlf', 'false'],
  ['commit.gpgSign', 'false'],
  ['user.name', 'ColorTeller'],
  ['user.email', 'colorteller@localhost'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Longest that one call may take. */
const TIMEOUT_MS = 30_000;

/**
 * Runs git in a folder and resolves to what it printed.
 * @throws AppError GIT_MISSING, or GITOPS_FAILED with git's own words.
 */
export async function git(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await execa('git', ['-C', folder, ...OWN_SETTINGS, ...args], {
      // Within a hook of another repository these would name that one.
      env: { ...without(process.env), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...env },
      extendEnv: false,
      timeout: TIMEOUT_MS,
    });
    return stdout;
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) {
      throw new AppError('GIT_MISSING', 'git is not installed', {
        action: 'Install git (apt-get install git), or take gitops out of the workspace file.',
        cause,
      });
    }
    const words = cause instanceof ExecaError ? String(cause.stderr) : String(cause);
    throw new AppError('GITOPS_FAILED', `git ${args[0] ?? ''} failed in ${folder}: ${words}`, {
      action: 'Check that repository with: git status; the next event retries.',
      cause,
      retryable: true,
    });
  }
}

function without(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}
