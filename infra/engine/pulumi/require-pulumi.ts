import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { isOlder, parseVersion } from '../../../orchestrator/common/version.ts';
import { MINIMUM_PULUMI_VERSION } from '../../toolchain/find-pulumi.ts';

/** A Pulumi CLI to run. */
export interface PulumiCli {
  /** Absolute path. */
  command: string;
  version: string;
}

/** @throws AppError PULUMI_TOO_OLD with what was found and what is needed. */
export function requirePulumi({ command, version }: PulumiCli): void {
  const found = parseVersion(version);
  if (found !== undefined && !isOlder(found, MINIMUM_PULUMI_VERSION)) return;
  throw new AppError(
    'PULUMI_TOO_OLD',
    `The Pulumi CLI at ${command} is v${version}; v${MINIMUM_PULUMI_VERSION} or newer is needed.`,
    {
      action: 'Run: npx colorteller setup',
      details: { command, version, minimum: MINIMUM_PULUMI_VERSION },
    },
  );
}
