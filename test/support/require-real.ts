import { findDocker } from '../../infra/toolchain/find-docker.ts';
import { findPulumi } from '../../infra/toolchain/find-pulumi.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/** The real suites never pass without the real tools. */
export async function setup(): Promise<void> {
  const docker = await findDocker(process.env);
  const pulumi = await findPulumi(process.env);
  if (pulumi !== undefined && !('problem' in docker)) return;
  const missing = [
    ...(pulumi === undefined ? ['the Pulumi CLI'] : []),
    ...('problem' in docker ? [`a Docker daemon (${docker.problem})`] : []),
  ];
  const message = `test:real needs ${missing.join(' and ')}. Get what is missing with: npx colorteller setup --docker`;
  process.stderr.write(`${message}\n`);
  throw new AppError('SETUP_FAILED', message);
}
