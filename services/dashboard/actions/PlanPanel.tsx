import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { Plan } from '../../../orchestrator/runtime/plan/plan.ts';
import { ApiError, get } from '../api.ts';
import { ActionButton } from './ActionButton.tsx';
import { cliCommand } from './cli-command.ts';
import { confirm } from './confirm.tsx';
import { CopyCommand } from './CopyCommand.tsx';
import { PlanView } from './PlanView.tsx';

/** What the next phase would do to every resource, and the approval of just that. */
export function PlanPanel({ state }: { state: StateView }) {
  const waiting = state.releases.filter(({ waitingFor }) => waitingFor?.kind === 'approval');
  if (waiting.length === 0) {
    return <p class="muted">No phase waits for an approval, so that there is nothing to plan.</p>;
  }
  return waiting.map((release) => (
    <ReleasePlan key={release.id} release={release} known={state.plan?.hash} />
  ));
}

/** @param known the hash of the last plan while it holds, whoever asked for it. */
function ReleasePlan({ release, known }: { release: ReleaseView; known: string | undefined }) {
  const plan = useSignal<Plan | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  const asking = useSignal<AbortController | undefined>(undefined);
  const allowsDelete = useSignal(false);
  const last = useRef<AbortController>(null);
  const phase = release.currentPhase;

  // What was asked for nobody is not to go on.
  useEffect(() => () => last.current?.abort(), []);

  const ask = async () => {
    const abort = new AbortController();
    last.current = abort;
    asking.value = abort;
    failure.value = undefined;
    try {
      const query = encodeURIComponent(release.id);
      plan.value = await get<Plan>(`/api/plan?release=${query}`, abort.signal);
      allowsDelete.value = false;
    } catch (error) {
      if (!abort.signal.aborted && error instanceof ApiError) failure.value = error;
    } finally {
      asking.value = undefined;
    }
  };

  const told = plan.value;
  const isStale = told !== undefined && (told.hash !== known || told.phase !== phase);
  const deletes = told?.deletes ?? [];
  const mayApprove = deletes.length === 0 || allowsDelete.value;
  const allowed = deletes.length > 0 ? { allowDelete: true } : {};
  const action =
    told === undefined
      ? undefined
      : ({ kind: 'approve', release: release.id, phase, plan: told.hash, ...allowed } as const);
  const undecided = mayApprove ? undefined : 'it deletes: say first that it may';
  const refusedBecause = isStale ? 'something changed since: plan it again' : undecided;
  return (
    <section class="plan" aria-label={`Plan of the next phase of ${release.id}`}>
      <p>
        <strong>“{phase}”</strong> of {release.id}
      </p>
      <div class="actions">
        <button
          type="button"
          class="button"
          aria-disabled={asking.value !== undefined}
          onClick={() => asking.value === undefined && ask()}
        >
          {asking.value !== undefined
            ? 'Planning…'
            : told === undefined
              ? 'Plan it'
              : 'Plan it again'}
        </button>
        {asking.value !== undefined && (
          <button type="button" class="button" onClick={() => asking.value?.abort()}>
            Stop
          </button>
        )}
      </div>
      <CopyCommand command={cliCommand({ kind: 'plan', release: release.id })} />
      <div aria-live="polite">
        {failure.value !== undefined && (
          <div class="problem" role="alert">
            <strong>✖ {failure.value.message}</strong>
            <p>{failure.value.action}</p>
          </div>
        )}
        {told !== undefined && isStale && (
          <p class="problem">Something changed since this was planned: plan it again.</p>
        )}
        {told !== undefined && <PlanView plan={told} />}
      </div>
      {told !== undefined && deletes.length > 0 && (
        <label class="check problem">
          <input
            type="checkbox"
            checked={allowsDelete.value}
            onChange={({ currentTarget }) => (allowsDelete.value = currentTarget.checked)}
          />
          Yes, delete resources of {deletes.join(', ')}
        </label>
      )}
      {action !== undefined && (
        <ActionButton
          label="Approve this plan"
          refusedBecause={refusedBecause}
          command={cliCommand(action)}
          tone="primary"
          onClick={() => confirm(action)}
        />
      )}
    </section>
  );
}
