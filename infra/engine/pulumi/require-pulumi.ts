import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { isOlder, parseVersion } from '../../../orchestrator/common/version.ts';

/** A Pulumi CLI to run. */
export interface PulumiCli {
  /** Absolute path. */
  command: string;
  version: string;
}

/**
 * The oldest Pulumi CLI that this engine works with: `--continue-on-error`, inline programs at `destroy` (3.181) and
 * attached providers behave there as in the version that the contract suite runs on.
 */
const MINIMUM_VERSION = '3.200.0';

/** @throws AppError PULUMI_TOO_OLD with what was found and what is needed. */
export function requirePulumi({ command, version }: PulumiCli): void {
  const found = parseVersion(version);
  if (found !== undefined && !isOlder(found, MINIMUM_VERSION)) return;
  throw new AppError(
    'PULUMI_TOO_OLD',
    `The Pulumi CLI at ${command} is v${version}; v${MINIMUM_VERSION} or newer is needed.`,
    {
      action: 'Run: npx colorteller setup',
      details: { command, version, minimum: MINIMUM_VERSION },
    },
  );
}
