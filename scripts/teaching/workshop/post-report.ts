import { randomBytes } from 'node:crypto';
import { withTimeout } from '../../../orchestrator/common/with-deadline.ts';
import { plainText } from './plain-text.ts';
import type { Progress } from './progress.ts';
import type { ReportTarget } from './report-target.ts';

/** The result of a report: accepted; not reachable for now; or refused, so that a person has to act. */
export type ReportOutcome = 'taken' | 'away' | { refused: string };

const TIMEOUT_MS = 5_000;
/** As long as the presenter takes them. */
const LONGEST_NAME = 40;

/** Reports under the name of the target, by a token of its own: each call of this function is another attendee. */
export function createReporter(
  { url, code, name }: ReportTarget,
  { signal, send = fetch }: { signal: AbortSignal; send?: typeof fetch },
): (progress: Progress) => Promise<ReportOutcome> {
  const token = randomBytes(32).toString('base64url');
  const shown = Array.from(name).slice(0, LONGEST_NAME).join('');
  return async (progress) => {
    try {
      return await withTimeout(TIMEOUT_MS, signal, async (end) => {
        const response = await send(new URL('/api/progress', url), {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${code}` },
          body: JSON.stringify({ token, name: shown, progress }),
          // The code is for this address and no other.
          redirect: 'error',
          signal: end,
        });
        return outcomeOf(response);
      });
    } catch {
      return 'away';
    }
  };
}

async function outcomeOf(response: Response): Promise<ReportOutcome> {
  const body = (await response.json().catch(() => undefined)) as { message?: unknown } | undefined;
  if (response.ok) return 'taken';
  if (response.status >= 500 || response.status === 429) return 'away';
  const message = body?.message;
  const why = typeof message === 'string' ? message : `status ${response.status}`;
  return { refused: plainText(why).slice(0, 200) };
}
