import path from 'node:path';
import { chooseEngine, type EngineRequest } from '../../infra/toolchain/choose-engine.ts';
import { inspectToolchain, type ToolchainReport } from '../../infra/toolchain/inspect-toolchain.ts';
import type { Tooling } from '../control-plane/view/state-view.ts';
import type { Definition } from '../core/definition/definition.ts';
import { AppError } from '../common/errors/app-error.ts';
import { readDeployment } from '../runtime/workspace/deployment-record.ts';
import { realClock } from '../common/real-clock.ts';

/** The tools on this machine. */
export function inspectMachine(env: NodeJS.ProcessEnv): Promise<ToolchainReport> {
  return inspectToolchain(env, { clock: realClock, nodeVersion: process.versions.node });
}

export interface ToolingQuestion extends Omit<EngineRequest, 'report'> {
  folder: string;
  report: ToolchainReport;
}

/**
 * A deployment keeps its tooling: `auto` chooses the same again, anything else is refused.
 * @throws AppError DEPLOYED_OTHERWISE, or those of chooseEngine.
 */
export async function chooseTooling(question: ToolingQuestion): Promise<Tooling> {
  const { folder, report } = question;
  const deployed = await readDeployment(folder);
  if (deployed === null) return chooseEngine(question);
  for (const part of ['engine', 'runtime', 'provider'] as const) {
    const requested = question[part];
    if (requested === 'auto' || requested === deployed[part]) continue;
    throw new AppError(
      'DEPLOYED_OTHERWISE',
      `this workspace is deployed with ${part} ${deployed[part]}, not ${requested}`,
      {
        action: `Destroy it first (npx colorteller down), or leave --${part} out.`,
        details: { deployed },
      },
    );
  }
  return chooseEngine({ ...deployed, report });
}

/** Every host that the regions of a workspace are on. */
export function hostsOf(definition: Definition, defaultHost: string): string[] {
  return [...new Set(definition.regions.map(({ dockerHost }) => dockerHost ?? defaultHost))];
}

/** Where a region that names no Docker host is deployed. */
export function hostFor(folder: string, tooling: Tooling, report: ToolchainReport): string {
  const { found } = report.docker;
  return tooling.runtime === 'docker' && found !== undefined
    ? found.host
    : `process://${path.join(folder, 'processes')}`;
}
