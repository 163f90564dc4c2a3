import type { Guardrail, Phase, Pipeline } from '../../../core/definition/definition.ts';
import type { Biography } from '../history.ts';
import { conditionFromDto } from './condition-dto.ts';
import { ruleBaseToDto, type RuleInput } from './rule-dto.ts';

/** A phase as a request writes it. */
export interface PhaseInput {
  id?: string;
  name: string;
  timeIntervalMs: number;
  requiredReview: boolean;
  rules: readonly RuleInput[];
}

/** A pipeline of ours as the Console API writes it. */
export function pipelineToDto({ name, phases }: Pipeline, biography: Biography | undefined) {
  return {
    id: name,
    name,
    creatorID: biography?.created.actor ?? '',
    createdTime: biography?.created.atMs ?? 0,
    lastModifierID: biography?.modified.actor ?? '',
    phases: phases.map(phaseToDto),
  };
}

function phaseToDto({ id, name, timeIntervalMs, requiredReview, rules }: Phase) {
  return {
    id,
    name,
    timeIntervalMs,
    requiredReview,
    rules: rules.map((rule) => ({ id: rule.name, ...ruleBaseToDto(rule) })),
  };
}

/**
 * Phases of the API as the workspace file writes them, to be checked by its schema. A phase of an existing id, or with no
 * id of an existing name, keeps what the API does not show of it (how many approve, and until when; guardrails).
 */
export function phasesFromDto(inputs: readonly PhaseInput[], before: readonly Phase[]): unknown[] {
  return inputs.map(({ id, name, timeIntervalMs, requiredReview, rules }) => {
    const existing = before.find((phase) =>
      id === undefined ? phase.name === name : phase.id === id,
    );
    return {
      id: id ?? existing?.id ?? name,
      name,
      timeInterval: timeIntervalMs,
      requiredReview,
      ...(existing?.requiredReview === true && requiredReview ? reviewOf(existing) : {}),
      ...(existing?.guardrails === undefined
        ? {}
        : { guardrails: existing.guardrails.map(asWritten) }),
      rules: rules.map((rule) => ({
        name: rule.name,
        environments: rule.environments ?? null,
        conditions: (rule.conditions ?? []).map(conditionFromDto),
      })),
    };
  });
}

function asWritten({ windowMs, check, comparison, prometheus, ...guardrail }: Guardrail) {
  const written = { ...guardrail, window: windowMs };
  if (prometheus !== undefined) {
    const { max, ...asked } = prometheus;
    return { ...written, prometheus: asked, max };
  }
  return comparison === undefined
    ? { ...written, check }
    : { ...written, ...comparison, noWorseThan: 'baseline' };
}

function reviewOf({ minimumApprovals, selfApproval, approvalTimeoutMs, onApprovalTimeout }: Phase) {
  return {
    minimumApprovals,
    selfApproval,
    ...(approvalTimeoutMs === null
      ? {}
      : { approvalTimeout: approvalTimeoutMs, onApprovalTimeout }),
  };
}
