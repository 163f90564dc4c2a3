import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PreviewAnswer } from '../../../orchestrator/control-plane/routes/preview-routes.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { type ApiError, post } from '../api.ts';
import { actor } from '../store/actor.ts';
import { state } from '../store/store.ts';
import { previewBodyOf, type PreviewedAction } from './page-action.ts';

/** The state of a preview request. */
export type Previewed =
  | { kind: 'loading' }
  | { kind: 'ready'; answer: PreviewAnswer }
  | { kind: 'failed'; error: ApiError };

const LOADING: Previewed = { kind: 'loading' };

/** A preview is requested after this long without a further key. */
const QUIET_MS = 150;

/** The actor while the name is empty; the log does not record previews. */
const ANYBODY = 'somebody';

/** The preview of an action in the present state; undefined requests none. @param seenSeq see `requestOf`. */
export function usePreview(action: PreviewedAction | undefined, seenSeq: number): Previewed {
  const previewed = useSignal<{ of: string; is: Previewed }>({ of: '', is: LOADING });
  // What was answered for another value says nothing about this one.
  const of = JSON.stringify(action);
  const by = { actor: actor.value.trim() || ANYBODY, reason: null };
  const body = action && JSON.stringify(previewBodyOf(action, by, seenSeq));
  const inputs = useComputed(() => inputsOf(state.value)).value;
  useEffect(() => {
    if (body === undefined) return;
    const ask = new AbortController();
    const timer = setTimeout(() => {
      post<PreviewAnswer>('/api/previews', JSON.parse(body) as object, ask.signal).then(
        (answer) => (previewed.value = { of, is: { kind: 'ready', answer } }),
        (error: unknown) => {
          if (ask.signal.aborted) return;
          previewed.value = { of, is: { kind: 'failed', error: error as ApiError } };
        },
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      ask.abort();
    };
  }, [body, inputs]);
  return previewed.value.of === of ? previewed.value.is : LOADING;
}

/** What a preview depends on, as text. The answers of regions are not part of it. */
function inputsOf(view: StateView | null): string {
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
