import { nameInUrn } from '../urn.ts';
import { isDeepStrictEqual } from 'node:util';
import type {
  DiagnosticEvent,
  EngineEvent,
  PolicyEvent,
  StepEventMetadata,
} from '@pulumi/pulumi/automation/events.js';
import { parseErrorText } from '../../../orchestrator/common/errors/error-text.ts';
import type { FailedStep } from '../classify-failure.ts';
import { differencesOf } from '../differences.ts';
import type {
  Operation,
  ResourceChange,
  UpdateEvent,
} from '../../../orchestrator/ports/update-event.ts';
import type { PolicyViolation } from '../../../orchestrator/ports/policy.ts';
import { z } from 'zod';
import { remediated } from '../../policy/policies.ts';
import { onOneLine } from '../../policy/policy-errors.ts';
import type { PlannedChange } from '../../../orchestrator/ports/planned-change.ts';

/** Turns the engine events of one update into ours. */
export interface UpdateRecorder {
  take(event: EngineEvent): void;
  /** Call when the CLI has ended. */
  end(): void;
  changes(): ResourceChange[];
  /** The same with what differs, where they are those of a preview. */
  planned(): PlannedChange[];
  failures(): FailedStep[];
  /** What breaks policies, mandatory or advisory; a remediation breaks one, too. */
  violations(): PolicyViolation[];
  /** What plugins wrote to their stderr. */
  pluginOutput(): string;
  /** Errors that belong to no failed resource. */
  diagnostics(): string[];
}

/** Each resource is reported once: a replacement, which Pulumi reports as three steps, is one change. */
export function createUpdateRecorder(onEvent: (event: UpdateEvent) => void): UpdateRecorder {
  const changes = new Map<string, ResourceChange>();
  /** For each resource the most complete step: for a replacement the one that has both states. */
  const steps = new Map<string, NullableStep>();
  const started = new Set<string>();
  const failed = new Map<string, ResourceChange>();
  const reported = new Set<string>();
  const errors = new Map<string, string[]>();
  const violations: PolicyViolation[] = [];
  const pluginOutput: string[] = [];

  const begin = (metadata: StepEventMetadata): void => {
    const change = changeOf(metadata);
    if (change === undefined || change.operation === 'same' || started.has(change.urn)) return;
    started.add(change.urn);
    onEvent({ kind: 'started', change });
  };
  const finish = (metadata: StepEventMetadata): void => {
    const change = changeOf(metadata);
    const { old, new: desired }: NullableStep = metadata;
    if (!steps.has(metadata.urn) || (old != null && desired != null)) {
      steps.set(metadata.urn, metadata);
    }
    if (change === undefined || !isLastStep(metadata.op)) return;
    changes.set(change.urn, change);
    if (change.operation !== 'same') onEvent({ kind: 'finished', change });
  };
  /** A failure and its message come in either order. */
  const reportFailure = (urn: string, isLast = false): void => {
    const change = failed.get(urn);
    const texts = errors.get(urn);
    if (change === undefined || reported.has(urn) || (texts === undefined && !isLast)) return;
    reported.add(urn);
    const text = textOf(texts);
    onEvent({ kind: 'failed', change, message: parseErrorText(text)?.message ?? text });
  };
  const takeDiagnostic = (event: DiagnosticEvent): void => {
    const message = plain(event.message).trim();
    const { urn = '', ephemeral = false } = event;
    const kind: string = event.severity;
    const severity = severityOf(kind);
    if (kind === 'info#err') {
      pluginOutput.push(message);
      if (message !== '') onEvent({ kind: 'log', severity: 'info', message });
    }
    if (ephemeral || severity === undefined || message === '') return;
    onEvent({ kind: 'log', severity, message });
    if (severity !== 'error') return;
    errors.set(urn, [...(errors.get(urn) ?? []), message]);
    reportFailure(urn);
  };
  return {
    take: (event) => {
      if (event.resourcePreEvent !== undefined) begin(event.resourcePreEvent.metadata);
      if (event.resOutputsEvent !== undefined) finish(event.resOutputsEvent.metadata);
      if (event.diagnosticEvent !== undefined) takeDiagnostic(event.diagnosticEvent);
      if (event.policyEvent !== undefined) violations.push(violationOf(event.policyEvent));
      if ('policyRemediationEvent' in event) violations.push(remediationOf(event));
      if (event.resOpFailedEvent === undefined) return;
      const { metadata } = event.resOpFailedEvent;
      failed.set(metadata.urn, changeOf(metadata) ?? describe(metadata, 'read'));
      reportFailure(metadata.urn);
    },
    end: () => {
      for (const urn of failed.keys()) reportFailure(urn, true);
    },
    changes: () => [...changes.values()],
    planned: () => [...changes.values()].map((change) => plannedOf(change, steps.get(change.urn))),
    violations: () => violations,
    pluginOutput: () => pluginOutput.join('\n').trim(),
    failures: () => [...failed].map(([urn, change]) => ({ change, text: textOf(errors.get(urn)) })),
    diagnostics: () =>
      [...errors].filter(([urn]) => !failed.has(urn)).flatMap(([, messages]) => messages),
  };
}

function textOf(messages: readonly string[] | undefined): string {
  return messages?.join('\n') ?? 'the engine gave no reason';
}

function violationOf(event: PolicyEvent): PolicyViolation {
  const { policyPackName: pack, policyName: policy, resourceUrn: urn = '' } = event;
  const isOfStack = urn === '' || urn.includes('::pulumi:pulumi:Stack::');
  return {
    ...{ pack, policy, level: event.enforcementLevel === 'mandatory' ? 'mandatory' : 'advisory' },
    message: onOneLine(plain(event.message)),
    resource: isOfStack ? null : { urn, name: nameInUrn(urn) },
  };
}

/** An event that the SDK's types leave out. */
const REMEDIATION = z.object({
  policyRemediationEvent: z.object({
    policyPackName: z.string(),
    policyName: z.string(),
    resourceUrn: z.string().default(''),
  }),
});

function remediationOf(event: EngineEvent): PolicyViolation {
  const {
    policyPackName,
    policyName,
    resourceUrn: urn,
  } = REMEDIATION.parse(event).policyRemediationEvent;
  return remediated(policyPackName, policyName, { urn, name: nameInUrn(urn) });
}

/** Undefined for the stack itself and for providers that Pulumi adds by itself. */
function changeOf(metadata: StepEventMetadata): ResourceChange | undefined {
  const operation = operationOf(metadata.op);
  const isOwn = metadata.type === 'pulumi:pulumi:Stack' || isDefaultProvider(metadata);
  return operation === undefined || isOwn ? undefined : describe(metadata, operation);
}

function describe(metadata: StepEventMetadata, operation: Operation): ResourceChange {
  const { urn, type } = metadata;
  const differs = operation === 'update' || operation === 'replace';
  const properties = differs ? propertiesOf(metadata) : [];
  return { urn, type, name: nameInUrn(urn), operation, properties };
}

function plannedOf(change: ResourceChange, step: NullableStep = {}): PlannedChange {
  const { operation } = change;
  const { old, new: desired } = step;
  if (desired == null || operation === 'same' || operation === 'delete') {
    return { ...change, differences: [] };
  }
  if (operation === 'create' || old == null) {
    const differences = differencesOf(undefined, desired.inputs, ownKeys(desired.inputs));
    return { ...change, differences };
  }
  const properties = propertiesOf(step);
  return { ...change, properties, differences: differencesOf(old, desired.inputs, properties) };
}

/** Providers that are bridged from Terraform note their defaults among the inputs. */
function ownKeys(inputs: object): string[] {
  return Object.keys(inputs).filter((name) => !name.startsWith('__'));
}

/** Those that the provider names, else the inputs that differ. A step of a replacement may lack one of the states. */
function propertiesOf({ diffs, detailedDiff, old, new: desired }: NullableStep): string[] {
  const before = old?.inputs ?? {};
  const after = desired?.inputs ?? {};
  if (diffs != null && diffs.length > 0) return diffs;
  const detailed = Object.keys(detailedDiff ?? {});
  if (detailed.length > 0) return [...new Set(detailed.map(propertyOf))];
  if (old == null || desired == null) return [];
  const names = new Set([...ownKeys(before), ...ownKeys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** The property that a path such as `envs[0]` is in. */
function propertyOf(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? path;
}

/** What is absent comes as null, whatever the SDK's types say. */
type NullableStep = {
  [K in 'old' | 'new' | 'diffs' | 'detailedDiff']?: StepEventMetadata[K] | null;
};

function isDefaultProvider({ type, urn }: StepEventMetadata): boolean {
  return type.startsWith('pulumi:providers:') && /^default(_|$)/.test(nameInUrn(urn));
}

function operationOf(op: string): Operation | undefined {
  switch (op) {
    case 'same':
    case 'create':
    case 'update':
    case 'delete':
      return op;
    case 'replace':
    case 'create-replacement':
    case 'delete-replaced':
      return 'replace';
    default:
      return undefined;
  }
}

function isLastStep(op: string): boolean {
  return op !== 'replace' && op !== 'delete-replaced';
}

/** Pulumi sends more kinds than its types declare, `debug` among them. */
function severityOf(severity: string): 'info' | 'warning' | 'error' | undefined {
  return severity === 'info' || severity === 'warning' || severity === 'error'
    ? severity
    : undefined;
}

/** Messages carry colours as `<{%fg 1%}>`. */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, '');
}
