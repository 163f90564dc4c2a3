import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { Contender } from './evaluation-contender.ts';
import { ROLLOUT_PERCENT } from './evaluation-rules.ts';

/** How far from its percentage the share of a rollout may be. */
const TOLERANCE_PERCENT = 5;

export interface Contest {
  ours: Contender;
  rivals: readonly Contender[];
  /** The rival whose rollout has to be ours, user by user: the others hash otherwise. */
  sameRollout: Contender;
  users: number;
}

/**
 * Checks that a contest is one: everyone gives everyone the same theme and upgrade, and about the same share the rollout.
 * @throws AppError INTERNAL naming the first user for whom two results differ.
 */
export function checkAgreement({ ours, rivals, sameRollout, users }: Contest): void {
  for (const contender of [ours, ...rivals]) checkShare(contender, users);
  for (let user = 0; user < users; user++) {
    checkSame('rollout', user, ours, sameRollout);
    for (const rival of rivals) {
      checkSame('theme', user, ours, rival);
      checkSame('upgrade', user, ours, rival);
    }
  }
}

function checkShare({ name, ask }: Contender, users: number): void {
  let passed = 0;
  for (let user = 0; user < users; user++) if (ask.rollout(user) === true) passed++;
  const percent = (passed / users) * 100;
  if (Math.abs(percent - ROLLOUT_PERCENT) <= TOLERANCE_PERCENT) return;
  throw new AppError(
    'INTERNAL',
    `${name} gives ${percent.toFixed(1)} % of the users the rollout of ${ROLLOUT_PERCENT} %`,
    { action: 'Compare the rules of the contenders: scripts/dev/bench/evaluation-*.ts.' },
  );
}

function checkSame(
  question: keyof Contender['ask'],
  user: number,
  ours: Contender,
  rival: Contender,
): void {
  const [mine, theirs] = [ours.ask[question](user), rival.ask[question](user)];
  if (isDeepStrictEqual(mine, theirs)) return;
  throw new AppError(
    'INTERNAL',
    `"${question}" of user ${user} is ${JSON.stringify(mine)} by ${ours.name}, ${JSON.stringify(theirs)} by ${rival.name}`,
    { action: 'Compare the rules of the two: scripts/dev/bench/evaluation-*.ts.' },
  );
}
