import { useComputed } from '@preact/signals';
import { Until } from '../parts/Countdown.tsx';
import { now } from '../store/now.ts';
import type { ClockView } from '../../../orchestrator/runtime/time/clock-view.ts';

/** Pipeline time, its speed, and when the next timer ends. */
export function ClockBar({ clock }: { clock: ClockView }) {
  const time = useComputed(() => new Date(now.value.pipelineMs).toTimeString().slice(0, 8));
  const day = useComputed(() =>
    new Date(now.value.pipelineMs).toLocaleDateString('en', {
      weekday: 'short',
      month: 'short',
      day: 'numeric',
    }),
  );
  return (
    <section class="clock" aria-label="Clock">
      <span class="clock__time numbers">{time}</span>
      <span class="clock__facts">
        <span>
          {clock.kind === 'simulated' && <>{day} · </>}
          {pace(clock)}
        </span>
        <span class="muted">
          {clock.nextEventMs === null ? (
            'no timer'
          ) : (
            <>
              next event in <Until atMs={clock.nextEventMs} />
            </>
          )}
        </span>
      </span>
    </section>
  );
}

function pace({ kind, speed, isPaused }: ClockView): string {
  if (kind === 'real') return 'real time';
  if (speed === 0) return 'simulated, stopped';
  return isPaused ? `simulated, paused (${speed}×)` : `simulated, ${speed}×`;
}
