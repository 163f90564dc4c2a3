import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { PolicyViolation } from '../../orchestrator/ports/policy.ts';
import type { UpdateEvent } from '../../orchestrator/ports/update-event.ts';

/** @throws AppError POLICY_VIOLATED where a mandatory policy is broken. */
export function assertKept(stack: string, violations: readonly PolicyViolation[]): void {
  const mandatory = violations.filter(({ level }) => level === 'mandatory');
  if (mandatory.length > 0) throw policyViolated(stack, mandatory);
}

export function policyViolated(stack: string, violations: readonly PolicyViolation[]): AppError {
  const lines = violations.map(violationText);
  const words = lines.length === 1 ? ` ${lines.join('')}` : lines.map((line) => `\n  - ${line}`);
  return new AppError(
    'POLICY_VIOLATED',
    `Policies refuse the update of stack ${stack}:${[words].flat().join('')}`,
    {
      action:
        'Change what breaks the policy; or the policy: its level is under policies in the workspace file.',
      details: {
        stack,
        violations,
        failures: violations.flatMap(({ resource, message }) =>
          resource === null ? [] : [{ ...resource, code: 'POLICY_VIOLATED', message }],
        ),
      },
    },
  );
}

/** Such as: policy memory-limit (pack colorteller), west-0: A container has a memory limit. west-0 has none. */
export function violationText({ pack, policy, resource, message }: PolicyViolation): string {
  const place = resource === null ? '' : `, ${resource.name}`;
  return `policy ${policy} (pack ${pack})${place}: ${message}`;
}

/** The advisory ones, as warnings of an update. */
export function advise(
  violations: readonly PolicyViolation[],
  onEvent: (event: UpdateEvent) => void,
): void {
  for (const violation of violations) {
    if (violation.level !== 'advisory') continue;
    onEvent({ kind: 'log', severity: 'warning', message: violationText(violation) });
  }
}

export function packFailed(folder: string, why: string, cause?: unknown): AppError {
  return new AppError('POLICY_PACK_FAILED', `The policy pack ${folder} fails: ${why}`, {
    action: 'Correct the pack; or take it out of policies in the workspace file.',
    details: { folder },
    cause,
  });
}

/** The error that a pack itself reports, among what it wrote to standard error; undefined: it reports none. */
export function packFailureOf(stderr: string): AppError | undefined {
  const [, folder, why = ''] = /^The policy pack (.*?) fails: (.*)$/m.exec(stderr) ?? [];
  return folder === undefined ? undefined : packFailed(folder, why);
}

/** The SDK joins the description of a policy and its message by line breaks. */
export function onOneLine(message: string): string {
  return message
    .trim()
    .split(/\s*\n\s*/)
    .join(' ');
}
