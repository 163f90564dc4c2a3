import { firstNames } from '../../../orchestrator/core/definition/first-names.ts';
import { deletionsText } from '../../../orchestrator/core/definition/deletions.ts';
import { formatDuration } from '../../../orchestrator/core/definition/format-duration.ts';
import { rampText } from '../../../orchestrator/core/pipeline/ramps.ts';
import type { EditPlan } from '../../../orchestrator/runtime/plan/edit-plan-schema.ts';
import { violationText } from '../../../infra/policy/policy-errors.ts';
import { tree, wrap, type Branch } from './layout.ts';
import type { Paint } from './paint.ts';
import { changeBranch, costText, countsText, differenceText, regionBranch } from './render-plan.ts';

/** What an edit of the workspace file would do, for a person. */
export function renderEditPlan(paint: Paint, plan: EditPlan, file: string): string {
  const machines = new Map(plan.costs.flatMap((cost) => cost.regions.map((of) => [of.region, of])));
  const branches = plan.stacks.map((stack): Branch => {
    const { name, operation, counts, regions, shared } = stack;
    const style = STYLES[operation];
    return {
      lines: [`stack ${name}  ${paint(style, operation)}  ${paint('dim', countsText(counts))}`],
      below: [
        ...regions.map((region) => regionBranch(paint, region, machines.get(region.name))),
        ...shared.map((change) => changeBranch(paint, change)),
      ],
    };
  });
  const lines = [
    paint('bold', `${file} ${COMPARED[plan.base]} would do this:`),
    ...(plan.outcome === 'none' ? ['No changes.'] : tree(branches)),
    ...section(paint, 'Definitions', definitionLines(plan)),
    ...section(paint, 'Costs', plan.costs.map(costText)),
    ...section(paint, 'Values that change at once', valueLines(plan)),
    ...section(paint, 'Releases that start', releaseLines(plan)),
    ...section(paint, 'Ramps', rampLines(plan)),
    ...section(paint, 'Lint', findingLines(plan)),
    ...section(paint, 'Policies advise against', (plan.advice ?? []).map(violationText)),
    '',
    ...environmentLines(plan).map((line) =>
      paint(line.endsWith('untouched') ? 'dim' : 'bold', line),
    ),
    ...deletionLines(paint, plan),
    ...blockLines(paint, plan),
  ];
  return wrap(paint, `${lines.join('\n')}\n`);
}

const STYLES = {
  same: 'dim',
  create: 'green',
  update: 'yellow',
  replace: 'magenta',
  delete: 'red',
} as const;

export const EFFECTS: Record<EditPlan['environments'][number]['effect'], string> = {
  untouched: 'untouched',
  changes: 'changes',
  unknown: 'not known while the edit is blocked',
};

const COMPARED: Record<EditPlan['base'], string> = {
  running: 'in place of what runs',
  stopped: 'in place of the file of the workspace',
  file: 'in place of the base file',
};

function section(paint: Paint, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)];
}

/** Of each kind: what is added, changed and removed; of what is changed, what differs. */
export function definitionLines({ definitions }: EditPlan): string[] {
  return definitions.flatMap(({ kind, added, changed, removed, differences }) => [
    ...(added.length === 0 ? [] : [`+ ${kind}: ${named(added)}`]),
    ...(changed.length === 0 ? [] : [`~ ${kind}: ${named(changed)}`]),
    ...differences
      .slice(0, MOST_NAMES)
      .map(({ name, ...difference }) => `    ${name} ${shortened(differenceText(difference))}`),
    ...(differences.length > MOST_NAMES ? [`    and ${differences.length - MOST_NAMES} more`] : []),
    ...(removed.length === 0 ? [] : [`- ${kind}: ${named(removed)}`]),
  ]);
}

/** A line of a difference at most; a list of phases is longer than anyone reads there. */
const LONGEST_DIFFERENCE = 160;

function shortened(text: string): string {
  return text.length > LONGEST_DIFFERENCE ? `${text.slice(0, LONGEST_DIFFERENCE)}…` : text;
}

/** A line for regions with the same change. */
export function valueLines({ values }: EditPlan): string[] {
  const regions = new Map<string, string[]>();
  for (const { region, config, from, to } of values) {
    const change = `${config}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`;
    regions.set(change, [...(regions.get(change) ?? []), region]);
  }
  return [...regions].map(([change, names]) => `${change} in ${named(names)}`);
}

/** For each release a line, and a line for each phase of it. */
export function releaseLines({ releases }: EditPlan): string[] {
  return releases.flatMap(({ release, config, differences, phases }) => [
    `${release} of ${config}: ${shortened(differences.map(differenceText).join(', '))}`,
    ...phases.map(({ name, regions, approvalsNeeded, bakeMs, block }) => {
      const approvals = `${approvalsNeeded} approval${approvalsNeeded === 1 ? '' : 's'}`;
      const conditions = [
        ...(approvalsNeeded > 0 ? [approvals] : []),
        ...(bakeMs > 0 ? [`bakes ${formatDuration(bakeMs)}`] : []),
        ...(block === null ? [] : [`held: ${block}`]),
      ];
      const how = conditions.length === 0 ? '' : ` (${conditions.join(', ')})`;
      return `    phase ${name}: ${regions.length === 0 ? 'no region' : named(regions)}${how}`;
    }),
  ]);
}

/** Where each ramp would be, and its next step. */
export function rampLines({ ramps }: EditPlan): string[] {
  return ramps.map((ramp) => `${ramp.config}, rule "${ramp.rule}" passes ${rampText(ramp)}`);
}

/** What lint finds of the file. */
export function findingLines({ findings }: EditPlan): string[] {
  return findings.map(({ level, path, message }) => `${level} ${path}: ${message}`);
}

/** Such as `production: untouched`. */
function environmentLines({ environments }: EditPlan): string[] {
  return environments.map(({ name, effect }) => `${name}: ${EFFECTS[effect]}`);
}

/** The releases that are under way in what is deleted. */
export function duringText({ during }: EditPlan): string {
  return during.length === 0 ? '' : `, during ${during.join(', ')}`;
}

function deletionLines(paint: Paint, plan: EditPlan): string[] {
  const text = deletionsText(plan.deletes);
  if (text === undefined) return [];
  const confirm =
    plan.edit === null
      ? 'A running up asks for: npx colorteller confirm'
      : `Save the file, then: npx colorteller confirm ${plan.edit}`;
  return ['', paint('red', `! deletes ${text}${duringText(plan)}`), `  ${confirm}`];
}

function blockLines(paint: Paint, { blocked }: EditPlan): string[] {
  if (blocked === null) return [];
  const way = blocked.action === null ? [] : [`  next ${blocked.action}`];
  return ['', paint('yellow', `It waits: ${blocked.message} [${blocked.code}]`), ...way];
}

/** Of many names, the first ones stand for all. */
const MOST_NAMES = 8;

function named(names: readonly string[]): string {
  return firstNames(names, MOST_NAMES);
}
