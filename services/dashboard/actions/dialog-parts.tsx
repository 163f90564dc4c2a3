import { useSignal, type ReadonlySignal } from '@preact/signals';
import type { Ref } from 'preact';
import type { PastEvent } from '../../../orchestrator/control-plane/conflict-summary.ts';
import { ApiError } from '../api.ts';
import { actor } from '../store/actor.ts';
import { Since } from './PreviewView.tsx';

/** A request of a dialog, one at a time, with its failure. */
export interface Sending {
  isSending: ReadonlySignal<boolean>;
  failure: ReadonlySignal<ApiError | undefined>;
  /** Does it unless it is under way already. Resolving to an error is a failure, too. */
  send: (request: () => Promise<ApiError | undefined>) => Promise<void>;
}

export function useSending(): Sending {
  const isSending = useSignal(false);
  const failure = useSignal<ApiError | undefined>(undefined);
  return {
    isSending,
    failure,
    send: async (request) => {
      if (isSending.value) return;
      isSending.value = true;
      failure.value = undefined;
      try {
        failure.value = await request();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failure.value = error;
      } finally {
        isSending.value = false;
      }
    },
  };
}

/** Who acts, kept for the next dialog. */
export function ActorField({ field }: { field?: Ref<HTMLInputElement> }) {
  return (
    <label class="field">
      Your name, for the log
      <input
        class="input"
        ref={field ?? null}
        name="actor"
        autocomplete="name"
        maxLength={100}
        required
        value={actor.value}
        onInput={({ currentTarget }) => (actor.value = currentTarget.value)}
      />
    </label>
  );
}

/** The server's error, its advice, and the conflicting events. */
export function Failure({ error }: { error: ApiError }) {
  const since = Array.isArray(error.details['since'])
    ? (error.details['since'] as PastEvent[])
    : [];
  return (
    <div class="problem" role="alert">
      <p>
        <strong>✖ {error.message}</strong>
      </p>
      {error.action !== null && <p>{error.action}</p>}
      <Since since={since} />
    </div>
  );
}
