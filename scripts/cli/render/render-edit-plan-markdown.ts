import { kindOf } from '../../../orchestrator/ports/update-event.ts';
import { deletionsText } from '../../../orchestrator/core/definition/deletions.ts';
import { violationText } from '../../../infra/policy/policy-errors.ts';
import type { PlannedChange } from '../../../orchestrator/ports/planned-change.ts';
import type { EditPlan } from '../../../orchestrator/runtime/plan/edit-plan-schema.ts';
import {
  definitionLines,
  duringText,
  EFFECTS,
  findingLines,
  rampLines,
  releaseLines,
  valueLines,
} from './render-edit-plan.ts';
import { costText, countsText, differenceText } from './render-plan.ts';

/** Finds the comment of an earlier run, so that it is updated and not repeated. */
const MARKER = '<!-- colorteller plan -->';

/** GitHub refuses a comment of more than 65,536 characters. */
const LONGEST_COMMENT = 60_000;

/** The same plan as a comment on a pull request: what to know first, and the details folded. */
export function renderEditPlanMarkdown(plan: EditPlan, file: string): string {
  const parts = [
    MARKER,
    `### What this edit of ${code(file)} does`,
    table(
      ['environment', 'effect'],
      plan.environments.map(({ name, effect, production }) => [
        `${code(name)}${production ? ' (serves users)' : ''}`,
        effect === 'changes' ? '**changes**' : EFFECTS[effect],
      ]),
    ),
    ...deletions(plan),
    ...blocked(plan),
    ...(plan.outcome === 'none' ? ['No changes.'] : []),
    ...listed('Costs', plan.costs.map(costText)),
    ...listed('Values that change at once', valueLines(plan)),
    ...listed('Releases that start', releaseLines(plan)),
    ...listed('Ramps', rampLines(plan)),
    ...listed('Lint', findingLines(plan)),
    ...listed('Policies advise against', (plan.advice ?? []).map(violationText)),
    ...listed('Definitions', definitionLines(plan)),
  ];
  const text = `${parts.join('\n\n')}\n`;
  const details = plan.stacks.map(stackDetails);
  const whole = `${text}${details.map((detail) => `\n${detail}\n`).join('')}`;
  if (whole.length <= LONGEST_COMMENT) return whole;
  const counts = plan.stacks.map(({ name, counts: each }) => `stack ${name}: ${countsText(each)}`);
  const short = `${text}\n${listed('Stacks', counts).join('\n\n')}\n`;
  return short.length <= LONGEST_COMMENT ? short : `${short.slice(0, LONGEST_COMMENT)}\n\n(cut)\n`;
}

function deletions(plan: EditPlan): string[] {
  const { deletes, edit } = plan;
  const text = deletionsText(deletes);
  if (text === undefined) return [];
  const names = [
    ...deletes.stacks.map((name) => `> - stack ${code(name)}`),
    ...deletes.regions.map((name) => `> - region ${code(name)}`),
  ];
  const confirm = edit === null ? 'colorteller confirm' : `colorteller confirm ${edit}`;
  return [
    [
      '> [!CAUTION]',
      `> **Deletes ${`${text}${duringText(plan)}`.replaceAll(/[\\`*_<>|]/g, String.raw`\$&`)}.** A running orchestrator does it only after ${code(confirm)}.`,
      ...names,
    ].join('\n'),
  ];
}

function blocked({ blocked: block }: EditPlan): string[] {
  return block === null
    ? []
    : [`> [!NOTE]\n> It waits: ${code(`${block.message} [${block.code}]. ${block.action ?? ''}`)}`];
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? []
    : [`**${title}**`, lines.map((line) => `- ${code(line)}`).join('\n')];
}

function stackDetails({ name, counts, regions, shared }: EditPlan['stacks'][number]): string {
  const changes = [...regions.flatMap((region) => region.changes), ...shared];
  const rows = table(
    ['resource', 'operation', 'differences'],
    changes.map((change) => [
      code(`${kindOf(change.type)} ${change.name}`),
      change.operation,
      differences(change),
    ]),
  );
  return `<details>\n<summary>stack ${escaped(name)}: ${countsText(counts)}</summary>\n\n${rows}\n\n</details>`;
}

/** Every input of a new resource is new, and of a deleted one gone. */
function differences({ operation, differences: found }: PlannedChange): string {
  if (operation === 'create' || operation === 'delete') return '';
  return found.map((difference) => code(differenceText(difference))).join('<br>');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** As code, whatever is in it: values come from a file that anyone may have proposed. */
function code(text: string): string {
  const inOneLine = text.replaceAll(/\s+/g, ' ');
  return `<code>${escaped(inOneLine)}</code>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>|`*_[\]\\@#]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
