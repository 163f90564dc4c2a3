import { kindOf } from '../../../orchestrator/ports/update-event.ts';
import { choiceText, monthText } from '../../../orchestrator/core/definition/format-cost.ts';
import type { MachineCost } from '../../../orchestrator/core/definition/machines.ts';
import type { PlannedChange, Difference } from '../../../orchestrator/ports/planned-change.ts';
import type {
  Plan,
  PlannedOperation,
  PlannedRegion,
  PlanSummary,
} from '../../../orchestrator/runtime/plan/plan-schema.ts';
import { violationText } from '../../../infra/policy/policy-errors.ts';
import { tree, wrap, type Branch } from './layout.ts';
import type { Paint } from './paint.ts';
const STYLES: Record<PlannedOperation, { sign: string; style: Parameters<Paint>[0] }> = {
  same: { sign: '=', style: 'dim' },
  create: { sign: '+', style: 'green' },
  update: { sign: '~', style: 'yellow' },
  replace: { sign: '±', style: 'magenta' },
  delete: { sign: '-', style: 'red' },
};

/** A plan by region and resource: what differs, the counts, the hash. */
export function renderPlan(paint: Paint, plan: Plan): string {
  const { release, phase, regions, shared, hash, deletes, costs, advice = [] } = plan;
  const machines = new Map(costs.flatMap((cost) => cost.regions.map((of) => [of.region, of])));
  const title =
    release === null
      ? 'The next update; no phase is waiting'
      : `Phase "${phase ?? ''}" of ${release} would do this:`;
  const branches = [
    ...regions.map((region) => regionBranch(paint, region, machines.get(region.name))),
    ...shared.map((change) => changeBranch(paint, change)),
  ];
  const command = release === null ? [] : [approveCommand(paint, plan)];
  const lines = [
    paint('bold', title),
    ...(branches.length === 0 ? ['No changes.'] : tree(branches)),
    countsText(plan.counts),
    ...costs.map(costText),
    ...(deletes.length === 0 ? [] : [paint('red', deletesText(plan))]),
    ...advice.map((one) => paint('yellow', `advice: ${violationText(one)}`)),
    `hash ${hash}`,
    ...command,
  ];
  return wrap(paint, `${lines.join('\n')}\n`);
}

/** The same in one line or two, below the approval that is waited for. */
export function renderPlanSummary(paint: Paint, plan: PlanSummary): string[] {
  const text = `plan ${shortPlanHash(plan.hash)}: ${countsText(plan.counts)}`;
  return plan.deletes.length === 0 ? [text] : [text, paint('red', deletesText(plan))];
}

function approveCommand(paint: Paint, { release, hash, deletes }: Plan): string {
  const allow = deletes.length === 0 ? '' : ' --allow-delete';
  const command = `approve --release ${release ?? ''} --plan ${shortPlanHash(hash)}${allow}`;
  return `$ ${paint('bold', `npx colorteller ${command}`)}`;
}

/** Such as `1 to update, 5 unchanged`. */
export function countsText({ same, ...others }: PlanSummary['counts']): string {
  const words = Object.entries(others)
    .filter(([, count]) => count > 0)
    .map(([operation, count]) => `${count} to ${operation}`);
  return [...(words.length === 0 ? ['0 to change'] : words), `${same} unchanged`].join(', ');
}

function deletesText({ deletes }: PlanSummary): string {
  return `! deletes resources of ${deletes.join(', ')}: approve with --allow-delete`;
}

/** `production costs $61.32 a month, $122.64 a month after it` */
export function costText({
  stack,
  usdPerMonthBefore: before,
  usdPerMonth,
}: Plan['costs'][number]): string {
  const after = before === usdPerMonth ? 'unchanged' : `${monthText(usdPerMonth)} after it`;
  return `${stack} costs ${monthText(before)}, ${after}`;
}

export function regionBranch(
  paint: Paint,
  region: PlannedRegion,
  machine: MachineCost | undefined,
): Branch {
  const { name, operation, configSource, changes } = region;
  const reader = configSource === 'statsig' ? '  reads its colour itself, not through updates' : '';
  return {
    lines: [
      `${name}  ${paint(STYLES[operation].style, operation)}${paint('dim', reader)}`,
      ...(machine === undefined ? [] : [paint('dim', choiceText(machine))]),
    ],
    below: changes.map((change) => changeBranch(paint, change)),
  };
}

export function changeBranch(
  paint: Paint,
  { operation, type, name, differences }: PlannedChange,
): Branch {
  const { sign, style } = STYLES[operation === 'read' ? 'same' : operation];
  const kind = kindOf(type);
  // Every input of a new resource is new.
  const shown = operation === 'create' ? [] : differences;
  return {
    lines: [paint(style, `${sign} ${kind} ${name}`)],
    below: shown.map((difference) => ({ lines: [differenceText(difference)] })),
  };
}

export function differenceText({ path, from, to }: Difference): string {
  return `${path}: ${valueText(from)} → ${valueText(to)}`;
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** As much of a plan's hash as `approve --plan` takes. */
export function shortPlanHash(hash: string): string {
  return hash.slice(0, 12);
}
