import { useSignal } from '@preact/signals';
import type { ClockAnswer } from '../../../orchestrator/control-plane/view/answers.ts';
import { post } from '../api.ts';
import { applyClock } from '../store/store.ts';
import { ActionButton } from './ActionButton.tsx';
import { announce } from './announce.ts';
import { cliCommand } from './cli-command.ts';
import type { PageAction } from './page-action.ts';
import { readOnlyReason } from './read-only.ts';
import { reportFailure } from './report-failure.ts';
import type { ClockView } from '../../../orchestrator/runtime/time/clock-view.ts';

type ClockAction = Extract<PageAction, { kind: `clock-${string}` }>;

const STEPS: readonly { label: string; ms: number }[] = [
  { label: '+5m', ms: 5 * 60_000 },
  { label: '+1h', ms: 60 * 60_000 },
  { label: '+1d', ms: 24 * 60 * 60_000 },
];

const SPEEDS = [1, 10, 60, 600, 3_600] as const;

/** Moves and stops a simulated clock; nothing when time is real. */
export function ClockControls({ clock }: { clock: ClockView }) {
  const isMoving = useSignal(false);
  if (clock.kind === 'real') return null;
  const busy = isMoving.value ? 'the clock is already moving' : undefined;
  const move = async (action: ClockAction) => {
    isMoving.value = true;
    const { path, body } = requestOf(action);
    const answer = await reportFailure(post<ClockAnswer>(path, body));
    isMoving.value = false;
    if (answer === undefined) return;
    applyClock(answer.clock);
    announce(sentenceOf(action, answer));
  };
  const button = (label: string, action: ClockAction, refused: string | undefined = busy) => (
    <ActionButton
      label={label}
      refusedBecause={refused}
      command={cliCommand(action)}
      onClick={() => void move(action)}
    />
  );
  const never = clock.nextEventMs === null ? 'no timer is running: there is no next event' : busy;
  const isStill = clock.isPaused || clock.speed === 0;
  return (
    <div class="actions actions--clock" role="group" aria-label="The simulated clock">
      {STEPS.map(({ label, ms }) => button(label, { kind: 'clock-advance', ms }))}
      {button('To next event', { kind: 'clock-next' }, never)}
      {isStill
        ? button('Run', { kind: 'clock-resume', speed: clock.speed === 0 ? 60 : clock.speed })
        : button('Stop the clock', { kind: 'clock-pause' })}
      <label class="clock__speed">
        <span class="hidden">Speed of the clock</span>
        <select
          class="input"
          disabled={readOnlyReason() !== undefined}
          value={String(clock.speed)}
          onChange={({ currentTarget }) =>
            move({ kind: 'clock-resume', speed: Number(currentTarget.value) })
          }
        >
          {[...new Set([clock.speed, ...SPEEDS])]
            .sort((left, right) => left - right)
            .map((speed) => (
              <option key={speed} value={String(speed)}>
                {speed === 0 ? 'stopped' : `×${speed}`}
              </option>
            ))}
        </select>
      </label>
    </div>
  );
}

function requestOf(action: ClockAction): { path: string; body: object } {
  switch (action.kind) {
    case 'clock-advance':
      return { path: '/api/clock/advance', body: { ms: action.ms } };
    case 'clock-next':
      return { path: '/api/clock/to-next-event', body: {} };
    case 'clock-pause':
      return { path: '/api/clock/pause', body: {} };
    case 'clock-resume':
      return {
        path: '/api/clock/resume',
        body: action.speed === undefined ? {} : { speed: action.speed },
      };
  }
}

function sentenceOf({ kind }: ClockAction, { events, clock }: ClockAnswer): string {
  if (kind === 'clock-pause') return 'The clock is stopped';
  if (kind === 'clock-resume')
    return clock.speed === 0
      ? 'The clock is stopped'
      : `The clock runs at ${clock.speed} times real time`;
  const count = events.length === 1 ? '1 event' : `${events.length} events`;
  return `The clock is at ${new Date(clock.nowMs).toLocaleString(undefined, { hour12: false })}; ${count} happened`;
}
