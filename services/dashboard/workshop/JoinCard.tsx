import { encode } from 'uqr';
import {
  joinCommand,
  REACHABLE,
  type Join,
} from '../../../scripts/teaching/workshop/workshop-view.ts';

/** What attendees type, to be read from the last row; and as a picture, for who would rather copy it. */
export function JoinCard({ join }: { join: Join }) {
  const [command = '', ...options] = joinCommand(join).split(' --');
  return (
    <section class="join" aria-label="How to join" tabIndex={0}>
      <div class="join__words">
        <h1 class="join__title">Join from your machine</h1>
        <pre class="join__command">
          {[command, ...options.map((option) => `  --${option}`)].join(' \\\n')}
        </pre>
        {!join.isReachable && (
          <p class="join__problem tone-waiting" role="note">
            Only this machine reaches {join.url}: {REACHABLE}.
          </p>
        )}
      </div>
      {join.isReachable && (
        <figure class="join__picture">
          <Picture text={`${join.url}/?code=${join.code}`} />
          <figcaption>the same, to copy</figcaption>
        </figure>
      )}
    </section>
  );
}

/** A QR code. Its margin is a part of it: without one, cameras find nothing. */
function Picture({ text }: { text: string }) {
  const { size, data } = encode(text, { border: 4 });
  const dark = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return (
    <svg
      class="join__code"
      role="img"
      aria-label={`QR code of ${text}`}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
    >
      <path fill="#fff" d={`M0 0h${size}v${size}h-${size}z`} />
      <path fill="#000" d={dark.join('')} />
    </svg>
  );
}
