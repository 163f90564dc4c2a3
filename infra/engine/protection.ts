import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { regionOf } from '../program/region-of.ts';

/** What Pulumi says of a step that a resource is protected from; it has no code of its own for that. */
const PULUMI_MESSAGE = /because it is protected|marked for protection/;

/** The error text of a refused step. */
export const PROTECTED_MESSAGE =
  'it is protected. Set "protect: false" for its region in the workspace file, and let an update run, before you take it away.';

export function isProtectionText(text: string): boolean {
  return PULUMI_MESSAGE.test(text);
}

/** The error of a step that would delete or replace a protected resource. */
export function protectedStep(): AppError {
  return new AppError('PROTECTED', PROTECTED_MESSAGE);
}

/** The error of a destruction that was refused as a whole. */
export function protectedFromDestroy(
  resources: readonly { type: string; name: string }[],
): AppError {
  const regions = [...new Set(resources.flatMap((resource) => regionOf(resource) ?? []))].sort();
  return new AppError(
    'PROTECTED',
    `nothing is removed: ${regions.length === 0 ? 'something' : regions.join(', ')} is protected`,
    {
      action:
        'Set "protect: false" for it in the workspace file and run npx colorteller up; or npx colorteller down --unprotect.',
      details: { regions },
    },
  );
}
