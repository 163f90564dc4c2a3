import { useComputed } from '@preact/signals';
import { now } from '../store/now.ts';
import { clockText } from './duration-text.ts';

/** Pipeline time until a moment, live. */
export function Until({ atMs }: { atMs: number }) {
  const text = useComputed(() => clockText(atMs - now.value.pipelineMs));
  return <span class="numbers">{text}</span>;
}

/** Pipeline time since a moment, live. */
export function Since({ atMs }: { atMs: number }) {
  const text = useComputed(() => clockText(Math.max(0, now.value.pipelineMs - atMs - 999)));
  return <span class="numbers">{text}</span>;
}

/** How much of a stretch of pipeline time has passed, as a bar. */
export function Progress(props: { fromMs: number; untilMs: number; label: string }) {
  const { fromMs, untilMs, label } = props;
  const share = useComputed(() => {
    const whole = Math.max(1, untilMs - fromMs);
    return Math.round(Math.min(1, Math.max(0, (now.value.pipelineMs - fromMs) / whole)) * 200) / 2;
  });
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share}
    >
      <div
        class="progress__bar"
        style={useComputed(() => `transform: scaleX(${share.value / 100})`)}
      />
    </div>
  );
}
