import type { PlannedChange, Difference } from '../../../orchestrator/ports/update-event.ts';
import type {
  Plan,
  PlannedOperation,
  PlannedRegion,
  PlanSummary,
} from '../../../orchestrator/runtime/plan/plan.ts';
import { tree, wrap, COLUMNS, type Branch } from './layout.ts';
import type { Paint } from './paint.ts';
import { shortHash } from './short-hash.ts';

const LOOK: Record<PlannedOperation, { sign: string; style: Parameters<Paint>[0] }> = {
  same: { sign: '=', style: 'dim' },
  create: { sign: '+', style: 'green' },
  update: { sign: '~', style: 'yellow' },
  replace: { sign: '±', style: 'magenta' },
  delete: { sign: '-', style: 'red' },
};

/** A plan for a terminal of 80 columns: by region and resource what differs, the counts, the hash. */
export function renderPlan(paint: Paint, plan: Plan): string {
  const { release, phase, regions, shared, hash, deletes } = plan;
  const title =
    release === null
      ? 'The present update; no phase waits'
      : `Phase "${phase ?? ''}" of ${release} would do this`;
  const branches = [
    ...regions.map((region) => regionBranch(paint, region)),
    ...shared.map((change) => changeBranch(paint, change)),
  ];
  const command = release === null ? [] : [approveCommand(paint, plan)];
  const lines = [
    paint('bold', title),
    ...(branches.length === 0 ? ['Everything stays as it is.'] : tree(branches)),
    countsText(plan),
    ...(deletes.length === 0
      ? []
      : wrap(deletesText(plan), COLUMNS).map((one) => paint('red', one))),
    `hash ${hash}`,
    ...command,
  ];
  return `${lines.join('\n')}\n`;
}

/** The same in one line or two, below the approval that is waited for. */
export function renderPlanSummary(paint: Paint, plan: PlanSummary, room: number): string[] {
  const text = `plan ${shortHash(plan.hash)}: ${countsText(plan)}`;
  const deletes = plan.deletes.length === 0 ? [] : wrap(deletesText(plan), room);
  return [...wrap(text, room), ...deletes.map((line) => paint('red', line))];
}

function approveCommand(paint: Paint, { release, hash, deletes }: Plan): string {
  const allow = deletes.length === 0 ? '' : ' --allow-delete';
  const command = `approve --release ${release ?? ''} --plan ${shortHash(hash)}${allow}`;
  return `$ ${paint('bold', `npx colorteller ${command}`)}`;
}

function countsText({ counts }: PlanSummary): string {
  const { same, ...others } = counts;
  const words = Object.entries(others)
    .filter(([, count]) => count > 0)
    .map(([operation, count]) => `${count} to ${operation}`);
  return [...(words.length === 0 ? ['nothing to do'] : words), `${same} unchanged`].join(', ');
}

function deletesText({ deletes }: PlanSummary): string {
  return `! it deletes resources of ${deletes.join(', ')}: to approve it takes --allow-delete`;
}

function regionBranch(paint: Paint, region: PlannedRegion): Branch {
  const { name, operation, configSource, changes } = region;
  const itself = configSource === 'statsig' ? '  asks for its colour itself, by no update' : '';
  return {
    lines: [`${name}  ${paint(LOOK[operation].style, operation)}${paint('dim', itself)}`],
    below: changes.map((change) => changeBranch(paint, change)),
  };
}

function changeBranch(paint: Paint, { operation, type, name, differences }: PlannedChange): Branch {
  const { sign, style } = LOOK[operation === 'read' ? 'same' : operation];
  const kind = type.split(':').at(-1) ?? type;
  // All that is created is new: its inputs are no news.
  const shown = operation === 'create' ? [] : differences;
  return {
    lines: [paint(style, `${sign} ${kind} ${name}`)],
    below: shown.map((difference) => ({ lines: [differenceText(difference)] })),
  };
}

function differenceText({ path, from, to }: Difference): string {
  return `${path}: ${valueText(from)} → ${valueText(to)}`;
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
