import { useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PreviewAnswer } from '../../../orchestrator/control-plane/routes/preview-routes.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { type ApiError, post } from '../api.ts';
import { actor } from '../store/actor.ts';
import { state } from '../store/store.ts';
import { previewBodyOf, type PreviewedAction } from './page-action.ts';

/** What is known of what an action would do. */
export type Previewed =
  | { kind: 'asking' }
  | { kind: 'told'; answer: PreviewAnswer }
  | { kind: 'failed'; error: ApiError };

/** Further keys are waited for so long before a preview is asked for. */
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
  const stand = useComputed(() => standOf(state.value)).value;
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
  }, [body, stand]);
  return previewed;
}

/** Everything that a preview depends on, as a text; what regions answer is none of it. */
function standOf(view: StateView | null): string {
  const releases = view?.releases.map(({ id, status, currentPhase, actions }) => [
    id,
    status,
    currentPhase,
    actions.length,
  ]);
  const configs = Object.values(view?.configs ?? {}).map(({ lastVersion, current }) => [
    lastVersion,
    current.configVersion,
  ]);
  return JSON.stringify([releases, configs, view?.holds, view?.pipelines.length]);
}
