import type { Definition } from '../../../orchestrator/core/definition/definition.ts';
import { formatDuration } from '../../../orchestrator/core/definition/format-duration.ts';
import type { PipelineEvent } from '../../../orchestrator/core/pipeline/event.ts';
import { failureReason } from '../../../orchestrator/core/pipeline/failure-reason.ts';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import type { Content } from '../../../orchestrator/core/pipeline/state.ts';
import { colorChip } from './color-chip.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { shortPlanHash } from './render-plan.ts';

/** One event of the log as a line for a person; what a terminal would act on is only shown. */
export function renderEvent(paint: Paint, event: PipelineEvent): string {
  const time = new Date(event.atMs).toTimeString().slice(0, 8);
  return `${paint('dim', time)}  ${eventSentence(paint, printable(event))}`;
}

/** The same without its time; the page shows it, too. */
export function eventSentence(paint: Paint, event: PipelineEvent): string {
  switch (event.type) {
    case 'config-changed':
      return `${event.actor} changed ${event.config}${changeText(event.change)}${because(event)}`;
    case 'definition-changed':
      return `${event.actor} loaded a definition: ${definitionText(event.definition)}${because(event)}${event.confirmedBy === undefined ? '' : `; ${event.confirmedBy} confirmed what it deletes`}`;
    case 'config-rolled-back':
      return `${event.actor} rolled ${event.config} back to ${event.release}${because(event)}`;
    case 'hold-placed':
      return `${event.actor} holds ${scopeText(event.scope)}${because(event)}`;
    case 'hold-lifted':
      return `${event.actor} lifted the hold on ${scopeText(event.scope)}${because(event)}`;
    case 'phase-approved':
      return `${event.actor} approved phase ${event.phase} of ${event.release}${planText(event)}${because(event)}`;
    case 'release-paused':
      return `${event.actor} paused ${event.release}${because(event)}`;
    case 'release-unpaused':
      return `${event.actor} unpaused ${event.release}${because(event)}`;
    case 'phase-skipped':
      return `${event.actor} skipped phase ${event.phase} of ${event.release}${because(event)}`;
    case 'release-rolled-out':
      return `${event.actor} rolled ${event.release} out to everyone${because(event)}`;
    case 'release-aborted':
      return `${event.actor} aborted ${event.release}${because(event)}`;
    case 'fault-added':
      return `${event.actor} ${paint('red', `added the fault ${event.fault.name}`)}${because(event)}`;
    case 'fault-cleared':
      return `${event.actor} cleared ${event.fault === null ? 'every fault' : `the fault ${event.fault}`}${because(event)}`;
    case 'timer-fired':
      return 'time has passed';
    case 'deployment-started':
      return 'the deployment of the regions begins';
    case 'region-observed':
      return event.answer === null
        ? `${event.region} does not answer: ${event.problem ?? 'unknown reason'}`
        : `${event.region} answers ${colorChip(paint, event.answer.color)} (version ${event.answer.configVersion})`;
    case 'guardrail-judged':
      return `guardrail ${event.guardrail} of phase ${event.phase} of ${event.release} is ${verdictText(paint, event)}: ${event.text}`;
    case 'stack-updated':
      return `stack ${event.stack} is up to date: ${event.changes} changes in ${formatDuration(event.durationMs)}`;
    case 'stack-update-failed':
      return `${paint('red', `update of stack ${event.stack} failed`)}: ${failureReason(event.message)} [${event.code}]`;
  }
}

function verdictText(
  paint: Paint,
  { verdict, isDryRun }: Extract<PipelineEvent, { type: 'guardrail-judged' }>,
): string {
  const text = verdict === 'breached' ? paint('red', verdict) : verdict;
  return isDryRun === true ? `${text} (a dry run)` : text;
}

function planText({ plan }: { plan?: string }): string {
  return plan === undefined ? '' : `, plan ${shortPlanHash(plan)}`;
}

function changeText({ defaultValue, rules }: Partial<Content>): string {
  const value = defaultValue === undefined ? '' : ` to ${JSON.stringify(defaultValue)}`;
  return rules === undefined ? value : `${value} with ${rules.length} rules`;
}

function definitionText({ regions, pipelines, gates, dynamicConfigs }: Definition): string {
  const configs = gates.length + dynamicConfigs.length;
  return `${regions.length} regions, ${configs} configs, ${pipelines.length} pipelines`;
}

function because({ reason }: { reason: string | null }): string {
  return reason === null ? '' : ` (${reason})`;
}
