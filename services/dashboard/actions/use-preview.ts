import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PreviewAnswer } from '../../../orchestrator/control-plane/routes/preview-routes.ts';
import { type ApiError, post } from '../api.ts';
import { actor } from '../store/actor.ts';
import { state } from '../store/store.ts';
import { previewBodyOf, type PreviewedAction } from './page-action.ts';

/** What is known of what an action would do. */
export type Previewed =
  | { kind: 'asking' }
  | { kind: 'told'; answer: PreviewAnswer }
  | { kind: 'failed'; error: ApiError };

/** A preview is asked for once things are quiet for so long, and anew whenever the log goes on. */
const QUIET_MS = 150;

/** Asked as somebody where nobody gave a name: a preview goes in no log. */
const ANYBODY = 'somebody';

/** The preview of an action as the state is now; undefined: nothing is asked. @param seenSeq see `requestOf`. */
export function usePreview(
  action: PreviewedAction | undefined,
  seenSeq: number,
): ReadonlySignal<Previewed> {
  const previewed = useSignal<Previewed>({ kind: 'asking' });
  const by = { actor: actor.value.trim() || ANYBODY, reason: null };
  const body = action && JSON.stringify(previewBodyOf(action, by, seenSeq));
  const seq = state.value?.seq;
  useEffect(() => {
    if (body === undefined) return;
    const ask = new AbortController();
    const timer = setTimeout(() => {
      post<PreviewAnswer>('/api/previews', JSON.parse(body) as object, ask.signal).then(
        (answer) => (previewed.value = { kind: 'told', answer }),
        (error: unknown) => {
          if (ask.signal.aborted) return;
          previewed.value = { kind: 'failed', error: error as ApiError };
        },
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      ask.abort();
    };
  }, [body, seq]);
  return previewed;
}
