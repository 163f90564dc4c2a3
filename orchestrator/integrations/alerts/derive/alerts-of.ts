import { own } from '../../../common/own.ts';
import type { AlertKind } from '../../../core/definition/definition.ts';
import { regionOf } from '../../../core/definition/cells.ts';
import { hideKeys } from '../../../common/errors/hide-keys.ts';
import { withdrawnText, withdrawnValues } from '../../../core/evaluation/lint-history.ts';
import { failureReason } from '../../../core/pipeline/failure-reason.ts';
import { scopeText } from '../../../core/pipeline/scope-text.ts';
import type { PipelineState, Context } from '../../../core/pipeline/state.ts';
import type { HoldScope } from '../../../core/pipeline/records.ts';
import type { PersonEvent, PipelineEvent, StoredEvent } from '../../../core/pipeline/event.ts';
import { findRelease, touchedReleases } from '../../../core/pipeline/release-history.ts';
import { alertOf, commandLine, type Alert, type AlertContent } from './alert.ts';
import { followPhases, pendingAt, type PendingPhase } from './pending-phases.ts';
import { phaseRegions } from '../../../core/evaluation/decide.ts';
import { releaseAlerts } from './release-alerts.ts';

/** State between events, so that each alert is sent once. */
export interface AlertMemory {
  pending: readonly PendingPhase[];
  /** Regions that stopped answering. */
  away: readonly string[];
}

/** The initial memory, without earlier events. */
export function rememberAt(context: Context): AlertMemory {
  const away = Object.entries(context.state.regions)
    .filter(([, { applied, answered }]) => applied !== null && answered === null)
    .map(([name]) => name);
  return { pending: pendingAt(context), away };
}

type AlertDraft = AlertContent & { kind: AlertKind };
type Person = Pick<PersonEvent, 'actor' | 'reason'>;

const LONGEST_MESSAGE = 300;

/**
 * The alerts of one event, as a pure function of the states before and after it: the same log gives the same
 * alerts again after a restart.
 */
export function alertsOf(
  memory: AlertMemory,
  before: PipelineState,
  after: Context,
  { seq, event }: StoredEvent,
): { memory: AlertMemory; alerts: Alert[] } {
  const { pending, live } = followPhases(memory.pending, before, after);
  const regions = regionAlerts(memory.away, before, event);
  const drafts: AlertDraft[] = [
    ...configAlerts(before, after.state, event),
    ...holdAlerts(event),
    ...breachAlerts(after.state, event),
    ...updateAlerts(before, event),
    ...regions.alerts,
    ...releaseAlerts(touchedReleases(before, after.state), live),
  ];
  const alerts = drafts.map(({ kind, ...content }) => {
    const text = `${content.text}${fileDifference(after.state, { kind, ...content })}`;
    const place = { seq, atMs: event.atMs };
    return alertOf(kind, place, { stack: stackOf(after, content), ...content, text });
  });
  return { memory: { pending, away: regions.away }, alerts };
}

function configAlerts(
  before: PipelineState,
  after: PipelineState,
  event: PipelineEvent,
): AlertDraft[] {
  const command = commandLine('status');
  if (event.type === 'config-rolled-back') {
    const { config, release } = event;
    const text = `${config} is rolled back to ${release} ${byActor(event)}`;
    return [{ kind: 'rolled-back', text, command, config, release, ...personOf(event) }];
  }
  if (event.type !== 'config-changed') return [];
  const { config } = event;
  const current = own(after.configs, config)?.current;
  const isAtOnce = current?.release === null && current !== own(before.configs, config)?.current;
  if (!isAtOnce) return [];
  const text = `everyone gets ${config} version ${current.configVersion} at once, ${byActor(event)}`;
  return [{ kind: 'config-changed', text, command, config, ...personOf(event) }];
}

function holdAlerts(event: PipelineEvent): AlertDraft[] {
  if (event.type !== 'hold-placed' && event.type !== 'hold-lifted') return [];
  const { type, scope } = event;
  const what = scopeText(scope);
  const of = { ...scopeOf(scope), ...personOf(event) };
  if (type === 'hold-placed') {
    const command = commandLine('lift', ...scopeOptions(scope));
    return [{ kind: 'held', text: `${what} is held ${byActor(event)}`, command, ...of }];
  }
  const text = `the hold on ${what} is lifted ${byActor(event)}`;
  return [{ kind: 'lifted', text, command: commandLine('status'), ...of }];
}

function breachAlerts(state: PipelineState, event: PipelineEvent): AlertDraft[] {
  if (event.type !== 'guardrail-judged' || event.verdict !== 'breached') return [];
  const { release, phase, guardrail } = event;
  const dryRun = event.isDryRun === true ? ' (a dry run)' : '';
  const text = `${release}: guardrail ${guardrail} of phase ${phase} is breached${dryRun}: ${event.text}`;
  const config = findRelease(state, release)?.config ?? null;
  const command = commandLine('status');
  return [
    { kind: 'guardrail-breached', text, command, release, config, phase, reason: event.text },
  ];
}

function byActor({ actor, reason }: Person): string {
  return reason === null ? `by ${actor}` : `by ${actor}: ${reason}`;
}

function personOf({ actor, reason }: Person): Person {
  return { actor, reason };
}

function scopeOptions(scope: HoldScope): string[] {
  return scope.kind === 'everything' ? [] : [`--${scope.kind}`, scope.name];
}

function scopeOf(scope: HoldScope): Pick<Partial<Alert>, 'config' | 'region'> {
  return scope.kind === 'everything' ? {} : { [scope.kind]: scope.name };
}

function updateAlerts(before: PipelineState, event: PipelineEvent): AlertDraft[] {
  const command = commandLine('status');
  if (event.type === 'stack-update-failed') {
    const { stack, code } = event;
    const reason = hideKeys(failureReason(event.message)).slice(0, LONGEST_MESSAGE);
    const text = `an update of stack ${stack} failed: [${code}] ${reason}`;
    return [{ kind: 'update-failed', text, command, stack }];
  }
  if (event.type !== 'stack-updated' || own(before.stacks, event.stack)?.failure == null) return [];
  const { stack } = event;
  return [{ kind: 'update-recovered', text: `stack ${stack} is updated again`, command, stack }];
}

function regionAlerts(
  away: readonly string[],
  before: PipelineState,
  event: PipelineEvent,
): { away: readonly string[]; alerts: AlertDraft[] } {
  if (event.type !== 'region-observed') return { away, alerts: [] };
  const { region, answer, problem } = event;
  const command = commandLine('status');
  if (answer === null && own(before.regions, region)?.answered != null) {
    const text = `region ${region} does not answer: ${problem ?? 'for an unknown reason'}`;
    const draft: AlertDraft = { kind: 'region-failed', text, command, region };
    return { away: [...away, region], alerts: [draft] };
  }
  if (answer === null || !away.includes(region)) return { away, alerts: [] };
  const text = `region ${region} answers again: ${answer.color}, version ${answer.configVersion}`;
  const draft: AlertDraft = { kind: 'region-back', text, command, region };
  return { away: away.filter((name) => name !== region), alerts: [draft] };
}

/** What an end of a release leaves different: the workspace file still asks for what was taken back. */
function fileDifference(state: PipelineState, { kind, config }: AlertDraft): string {
  if (kind !== 'release-aborted' && kind !== 'rolled-back') return '';
  const values = state.fileDefinition === null ? [] : withdrawnValues(state.fileDefinition, state);
  const withdrawn = values.find((one) => one.config.name === config);
  return withdrawn === undefined ? '' : `; ${withdrawnText(withdrawn)}`;
}

/** The stack of the alert's region, or of its phase where one stack deploys all regions of that; else null. */
function stackOf({ definition, state }: Context, alert: AlertContent): string | null {
  const { region, release: id, phase: phaseId } = alert;
  const phase = findRelease(state, id ?? '')?.phases.find((one) => one.id === phaseId);
  const names = region == null ? ((phase && phaseRegions(definition, [phase])[0]) ?? []) : [region];
  const stacks = definition.stacks.filter(({ regions }) =>
    names.some((name) => regions.includes(regionOf(name))),
  );
  return stacks.length === 1 ? (stacks[0]?.name ?? null) : null;
}
