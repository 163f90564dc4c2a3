import type { Step } from './steps.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';

/** The trailers that identify our commits among those of people. */
export const TRAILERS = {
  release: 'Colorteller-Release',
  phase: 'Colorteller-Phase',
  event: 'Colorteller-Event',
} as const;

/** @param reverted the commits that it reverts, newest first. */
export function commitMessage(
  step: Pick<Step, 'subject' | 'release' | 'phase'>,
  { seq, event }: StoredEvent,
  reverted: readonly string[] = [],
): string {
  const reason = 'reason' in event && event.reason !== null ? event.reason : '';
  const body = [reason, ...reverted.map((commit) => `This reverts commit ${commit}.`)].filter(
    (line) => line !== '',
  );
  const trailers = [
    ...(step.release === null ? [] : [`${TRAILERS.release}: ${step.release}`]),
    ...(step.phase === null ? [] : [`${TRAILERS.phase}: ${step.phase}`]),
    `${TRAILERS.event}: ${seq}`,
  ];
  return [step.subject, ...body, trailers.join('\n')].join('\n\n') + '\n';
}
