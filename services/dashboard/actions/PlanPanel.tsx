import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';
import type { Plan } from '../../../orchestrator/runtime/plan/plan-schema.ts';
import { ApiError, get } from '../api.ts';
import { ActionButton } from './ActionButton.tsx';
import { cliCommand } from './cli-command.ts';
import { confirm } from './confirm.tsx';
import { CopyCommand } from './CopyCommand.tsx';
import { readOnlyReason } from './read-only.ts';
import { PlanView } from './PlanView.tsx';

/** The plan of the next phase, resource by resource, and the approval of exactly that plan. */
export function PlanPanel({ state }: { state: StateView }) {
  const waiting = state.releases.filter(({ waitingFor }) => waitingFor?.kind === 'approval');
  if (waiting.length === 0) {
    return <p class="muted">No phase waits for an approval, so there is nothing to plan.</p>;
  }
  return waiting.map((release) => (
    <ReleasePlan key={release.id} release={release} currentHash={state.plan?.hash} />
  ));
}

/** @param currentHash the hash of the plan that is valid now. */
function ReleasePlan({
  release,
  currentHash,
}: {
  release: ReleaseView;
  currentHash: string | undefined;
}) {
  const plan = useSignal<Plan | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  const request = useSignal<AbortController | undefined>(undefined);
  const allowsDelete = useSignal(false);
  const last = useRef<AbortController>(null);
  const phase = release.currentPhase;

  // Cancels the request when the panel closes.
  useEffect(() => () => last.current?.abort(), []);

  const ask = async () => {
    const abort = new AbortController();
    last.current = abort;
    request.value = abort;
    failure.value = undefined;
    try {
      const query = encodeURIComponent(release.id);
      plan.value = await get<Plan>(`/api/plan?release=${query}`, abort.signal);
      allowsDelete.value = false;
    } catch (error) {
      if (!abort.signal.aborted && error instanceof ApiError) failure.value = error;
    } finally {
      request.value = undefined;
    }
  };

  const lastPlan = plan.value;
  const isStale =
    lastPlan !== undefined && (lastPlan.hash !== currentHash || lastPlan.phase !== phase);
  const deletes = lastPlan?.deletes ?? [];
  const mayApprove = deletes.length === 0 || allowsDelete.value;
  const allowed = deletes.length > 0 ? { allowDelete: true } : {};
  const action =
    lastPlan === undefined
      ? undefined
      : ({ kind: 'approve', release: release.id, phase, plan: lastPlan.hash, ...allowed } as const);
  const undecided = mayApprove
    ? undefined
    : 'the plan deletes resources: tick the box to allow that';
  const refusedBecause = isStale ? 'the plan is stale: plan again' : undecided;
  return (
    <section class="plan" aria-label={`Plan of the next phase of ${release.id}`}>
      <p>
        <strong>“{phase}”</strong> of {release.id}
      </p>
      <div class="actions">
        <button
          type="button"
          class="button"
          disabled={readOnlyReason() !== undefined}
          aria-disabled={request.value !== undefined}
          onClick={() => request.value === undefined && ask()}
        >
          {request.value !== undefined
            ? 'Planning…'
            : lastPlan === undefined
              ? 'Plan'
              : 'Plan again'}
        </button>
        {request.value !== undefined && (
          <button type="button" class="button" onClick={() => request.value?.abort()}>
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
        {lastPlan !== undefined && isStale && (
          <p class="problem">This plan is stale: the state changed. Plan again.</p>
        )}
        {lastPlan !== undefined && <PlanView plan={lastPlan} />}
      </div>
      {lastPlan !== undefined && deletes.length > 0 && (
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
