import { AppError } from '../../common/errors/app-error.ts';
import type { PlanSummary } from './plan-schema.ts';
import type { Planner } from './planner.ts';

/** The conditions of an approval on the plan. */
export interface ApprovalTerms {
  release: string;
  phase: string;
  /** The hash of the plan, or a prefix of it; left out: any. */
  plan?: string;
  /** The plan may delete resources of regions. */
  allowDelete: boolean;
}

/**
 * Checks an approval against the plan of its phase: the plan that it names, which is computed where there is none yet;
 * if it names none, the last plan as long as that is up to date.
 * @returns a function to call when the approval is accepted: it checks that nothing changed meanwhile, and returns what
 *   the event records of the plan.
 * @throws AppError PLAN_CHANGED, PLAN_DELETES; so does the returned function.
 */
export async function checkApproval(
  planner: Planner,
  { release, phase, plan: named, allowDelete }: ApprovalTerms,
  signal: AbortSignal,
): Promise<() => { plan?: string }> {
  if (named === undefined) {
    return () => {
      const lastPlan = planner.lastValid();
      const isOfPhase = lastPlan?.release === release && lastPlan.phase === phase;
      if (isOfPhase && !allowDelete) refuseDeletes(lastPlan);
      return {};
    };
  }
  const plan = await planner.plan(release, signal);
  // Another phase is current: the reducer refuses the approval, or finds that it was given before.
  if (plan.phase !== phase) return () => ({});
  if (!plan.hash.startsWith(named))
    throw changed(`it is ${plan.hash.slice(0, named.length)}, not ${named}`, plan);
  if (!allowDelete) refuseDeletes(plan);
  return () => {
    if (!planner.holds(plan)) throw changed('the state changed during the check', plan);
    return { plan: plan.hash };
  };
}

function changed(why: string, { phase, hash }: PlanSummary): AppError {
  return new AppError('PLAN_CHANGED', `the plan of phase "${phase ?? ''}" has changed: ${why}`, {
    action: 'Show it with: npx colorteller plan',
    details: { plan: hash },
  });
}

function refuseDeletes({ deletes, hash }: PlanSummary): void {
  if (deletes.length === 0) return;
  throw new AppError('PLAN_DELETES', `the plan deletes resources of ${deletes.join(', ')}`, {
    action: 'Show it with: npx colorteller plan; then approve with --allow-delete.',
    details: { regions: deletes, plan: hash },
  });
}
