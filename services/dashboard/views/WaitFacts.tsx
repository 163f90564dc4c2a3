import type { Wait } from '../../../orchestrator/core/pipeline/records.ts';
import { Progress, Since, Until } from '../parts/Countdown.tsx';
import { momentText } from '../parts/duration-text.ts';
import { pipelineTime } from '../store/store.ts';
import type { PhaseView } from './PhaseStep.tsx';

/** Why a phase waits, since when, until when, and what ends the wait. */
export function WaitFacts({ wait, phase }: { wait: Wait; phase: PhaseView }) {
  const nowMs = pipelineTime();
  const { untilMs, sinceMs } = wait;
  return (
    <div class="wait">
      {untilMs !== null && (
        <>
          <p class="wait__left">
            <Until atMs={untilMs} /> <span class="wait__unit">left</span>
          </p>
          <Progress
            fromMs={wait.kind === 'bake' ? untilMs - phase.timeIntervalMs : sinceMs}
            untilMs={untilMs}
            label={`Progress of ${phase.name}`}
          />
        </>
      )}
      <p>{wait.reason}</p>
      <dl class="wait__facts">
        <dt>since</dt>
        <dd>
          {momentText(sinceMs, nowMs)} (<Since atMs={sinceMs} />)
        </dd>
        {untilMs !== null && (
          <>
            <dt>until</dt>
            <dd>{momentText(untilMs, nowMs)}</dd>
          </>
        )}
        <dt>ended by</dt>
        <dd>{wait.endedBy}</dd>
      </dl>
    </div>
  );
}
