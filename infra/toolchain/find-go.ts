import { execa } from 'execa';
import { askVersion } from './ask-version.ts';
import { findExecutables } from './find-executable.ts';
import { isOlder } from '../../orchestrator/common/version.ts';

/** The Go that the pinned modules of the Pulumi CLI need; the `go` line of infra/toolchain/pulumi-cli/go.mod. */
export const MINIMUM_GO_VERSION = '1.25.11';

/** From this version on, Go fetches a newer Go by itself when a module needs one. */
const SELF_UPDATING_GO_VERSION = '1.21.0';

export type GoSearch =
  | { status: 'ok'; command: string; version: string; updatesItself: boolean }
  | { status: 'missing' | 'too-old' | 'broken'; problem: string };

/** The first Go on PATH, and whether it can build the Pulumi CLI. */
export async function findGo(env: NodeJS.ProcessEnv): Promise<GoSearch> {
  const [command] = await findExecutables('go', env);
  if (command === undefined) return { status: 'missing', problem: 'Go is not on PATH' };
  const answer = await askVersion({ command, args: ['version'], env });
  if ('problem' in answer) return { status: 'broken', problem: `${command}: ${answer.problem}` };
  const { version } = answer;
  if (!isOlder(version, MINIMUM_GO_VERSION))
    return { status: 'ok', command, version, updatesItself: false };
  if (await updatesItself(command, version, env))
    return { status: 'ok', command, version, updatesItself: true };
  return {
    status: 'too-old',
    problem: `${command} is ${version}, older than ${MINIMUM_GO_VERSION}`,
  };
}

/** @see https://go.dev/doc/toolchain */
async function updatesItself(
  command: string,
  version: string,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  if (isOlder(version, SELF_UPDATING_GO_VERSION)) return false;
  const { stdout } = await execa(command, ['env', 'GOTOOLCHAIN'], {
    env,
    extendEnv: false,
    reject: false,
  });
  return /\bauto$/.test(stdout);
}
