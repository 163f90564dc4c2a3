import path from 'node:path';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { programsFolder } from '../../orchestrator/runtime/workspace/program-builds.ts';
import { withProgram } from '../../orchestrator/runtime/workspace/read-definition-file.ts';
import type { Orchestrator } from '../../orchestrator/composition/orchestrator.ts';
import { createSimulatedClock } from '../../orchestrator/common/simulated-clock.ts';
import { createMemoryStates } from '../../infra/engine/embedded/state-file.ts';
import { startHostedFleet } from './hosted-fleet.ts';
import { hostRegions } from './hosted-regions.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

/** An orchestrator that a harness started, and whatever runs with it. */
export interface Started extends Pick<Orchestrator, 'url' | 'pageUrl' | 'key' | 'certificate'> {
  stop: () => Promise<void>;
}

/** Two polls of a region are so far apart for each region, and at least: those who wait see it turn at once, and hundreds leave time to work. */
const OBSERVE_EVERY_MS = { perRegion: 5, least: 50 };

/**
 * Everything in this process: the embedded engine, and each region's service on its port.
 * @throws AppError WORKSPACE_INVALID
 */
export async function startHere(options: {
  workspace: string;
  /** Of the workspace file. */
  text: string;
  /** Left out: time is real. */
  speed?: number;
  /** When simulated time begins. Default: now. */
  startAtMs?: number;
}): Promise<Started> {
  const { workspace, text, speed, startAtMs = realClock.nowMs() } = options;
  const parsed = parseDefinition(text, WORKSPACE_FILE);
  const compiled = await withProgram(parsed, workspace, { programs: programsFolder(workspace) });
  if ('broken' in compiled) throw compiled.broken;
  const { definition } = compiled;
  const regions = hostRegions(path.join(workspace, 'regions'));
  const { orchestrator, store } = await startHostedFleet({
    folder: workspace,
    definition,
    regions,
    clock: realClock,
    observeEveryMs: Math.max(
      OBSERVE_EVERY_MS.least,
      OBSERVE_EVERY_MS.perRegion * definition.regions.length,
    ),
    // The regions end with this process.
    states: createMemoryStates(),
    ...(speed !== undefined && {
      simulatedClock: createSimulatedClock({
        startMs: startAtMs,
        speed,
        real: realClock,
      }),
    }),
  });
  return {
    ...orchestrator,
    stop: async () => {
      await orchestrator.stop({ destroy: false });
      await regions[Symbol.asyncDispose]();
      await store.close();
    },
  };
}
