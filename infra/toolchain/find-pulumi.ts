import { withoutPulumi } from './without-pulumi.ts';
import path from 'node:path';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { askVersion } from './ask-version.ts';
import { cacheFolder } from './cache-folder.ts';
import { executableName, findExecutables, isExecutable } from './find-executable.ts';
import { isOlder } from '../../orchestrator/common/version.ts';

/** The Pulumi CLI that the setup installs. */
export const PULUMI_VERSION = '3.259.0';

/**
 * The oldest Pulumi CLI that is accepted: `--continue-on-error`, inline programs at `destroy` (3.181) and attached
 * providers behave there as in the version that the contract suite runs on.
 */
export const MINIMUM_PULUMI_VERSION = '3.200.0';

/** Where a Pulumi CLI comes from: COLORTELLER_PULUMI, PATH, or the folder of the setup. */
type PulumiOrigin = 'env' | 'path' | 'cache';

export interface FoundPulumi {
  /** Absolute path. */
  command: string;
  version: string;
  origin: PulumiOrigin;
}

/** A Pulumi CLI that was found and rejected. */
export interface RejectedPulumi {
  command: string;
  origin: PulumiOrigin;
  why: 'too-old' | 'broken';
  /** Completes "<command>: …". */
  reason: string;
}

export interface PulumiSearch {
  found?: FoundPulumi;
  rejected: RejectedPulumi[];
}

/** Folder that the setup installs the Pulumi CLI into; the program is `bin/pulumi` in it. */
export function pulumiCacheFolder(env: NodeJS.ProcessEnv): string {
  return path.join(cacheFolder(env), 'pulumi', `v${PULUMI_VERSION}`);
}

/**
 * The Pulumi CLI to use: COLORTELLER_PULUMI alone when it is set, else the first good one on PATH, else the setup's.
 * @throws AppError PULUMI_MISSING when COLORTELLER_PULUMI names something that does not run, PULUMI_TOO_OLD when
 * there is one and it is too old.
 */
export async function findPulumi(env: NodeJS.ProcessEnv): Promise<FoundPulumi | undefined> {
  const { found, rejected } = await searchPulumi(env);
  if (found !== undefined) return found;
  const old = rejected.find(({ why }) => why === 'too-old');
  if (old !== undefined) throw tooOld(old);
  const named = rejected.find(({ origin }) => origin === 'env');
  if (named !== undefined) throw unusable(named);
  return undefined;
}

/** Like `findPulumi`, but never throws, and keeps what was rejected and why. */
export async function searchPulumi(env: NodeJS.ProcessEnv): Promise<PulumiSearch> {
  const rejected: RejectedPulumi[] = [];
  for (const { command, origin } of await candidates(env)) {
    const verdict = await judgePulumi(command, env);
    if ('version' in verdict)
      return { found: { command, version: verdict.version, origin }, rejected };
    rejected.push({ command, origin, ...verdict });
  }
  return { rejected };
}

/** Runs one Pulumi CLI and says its version, or why it is of no use. */
export async function judgePulumi(
  command: string,
  env: NodeJS.ProcessEnv,
): Promise<{ version: string } | Pick<RejectedPulumi, 'why' | 'reason'>> {
  const answer = await askVersion({
    command,
    args: ['version'],
    env: { ...withoutPulumi(env), PULUMI_SKIP_UPDATE_CHECK: 'true' },
  });
  if ('problem' in answer) return { why: 'broken', reason: answer.problem };
  if (!isOlder(answer.version, MINIMUM_PULUMI_VERSION)) return answer;
  const reason = `it is v${answer.version}, older than v${MINIMUM_PULUMI_VERSION}`;
  return { why: 'too-old', reason };
}

async function candidates(
  env: NodeJS.ProcessEnv,
): Promise<Pick<FoundPulumi, 'command' | 'origin'>[]> {
  if (env.COLORTELLER_PULUMI) {
    return [{ command: path.resolve(env.COLORTELLER_PULUMI), origin: 'env' }];
  }
  const onPath = await findExecutables('pulumi', env);
  const cached = path.join(pulumiCacheFolder(env), 'bin', executableName('pulumi'));
  return [
    ...onPath.map((command) => ({ command, origin: 'path' as const })),
    ...((await isExecutable(cached)) ? [{ command: cached, origin: 'cache' as const }] : []),
  ];
}

function tooOld({ command, origin, reason }: RejectedPulumi): AppError {
  const action =
    origin === 'env'
      ? 'Point COLORTELLER_PULUMI at a newer one, or unset it and run: npx colorteller setup'
      : `Run: npx colorteller setup (it installs v${PULUMI_VERSION} beside it and leaves yours alone)`;
  return new AppError('PULUMI_TOO_OLD', `The Pulumi CLI at ${command} is too old: ${reason}.`, {
    action,
    details: { command, minimum: MINIMUM_PULUMI_VERSION },
  });
}

function unusable({ command, reason }: RejectedPulumi): AppError {
  return new AppError(
    'PULUMI_MISSING',
    `COLORTELLER_PULUMI names ${command}, which cannot be used: ${reason}.`,
    {
      action:
        'Point COLORTELLER_PULUMI at the Pulumi CLI, or unset it and run: npx colorteller setup',
      details: { command },
    },
  );
}
