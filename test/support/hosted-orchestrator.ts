import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { WORKSPACE_FILE_JSON } from '../../orchestrator/core/definition/walkthrough.ts';
import { createSimulatedClock } from '../../orchestrator/common/simulated-clock.ts';
import { startHostedFleet } from '../../scripts/testing/hosted-fleet.ts';
import { hostRegions } from '../../scripts/testing/hosted-regions.ts';
import {
  createControlClient,
  type ControlClient,
} from '../../scripts/cli/client/control-client.ts';
import { TWO_PHASES, workspaceFile, type PhaseOfPage } from './browser-workspace.ts';
import { settled } from './cli.ts';
import { freePorts } from './free-port.ts';
import { tempFolder } from './temp-folder.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

export interface HostedOptions {
  /** Default: {@link TWO_PHASES}. */
  phases?: readonly PhaseOfPage[];
  /** More keys of the workspace file. */
  more?: object;
  /** Pipeline time is simulated, so many times as fast as real. Default: it is real. */
  speed?: number;
  /** When simulated time begins. Default: now. */
  startMs?: number;
  /** Whether an edit of the file may delete with nobody confirming it. Default: true. */
  allowDelete?: boolean;
}

/** An orchestrator of hosted regions in this process, with everything deployed and blue. */
export interface HostedOrchestrator extends AsyncDisposable {
  url: string;
  /** Address of the page with the key of a session. */
  pageUrl: string;
  client: ControlClient;
  /** The configs that were delivered to regions, such as `us-west1 purple`. */
  delivered: readonly string[];
  /** Takes regions out of the workspace file. */
  dropRegions: (...names: string[]) => Promise<void>;
  /** How often services of a region were started. */
  starts: (region: string) => number;
}

export async function startHostedOrchestrator({
  phases = TWO_PHASES,
  more = {},
  speed,
  startMs = realClock.nowMs(),
  allowDelete = true,
}: HostedOptions = {}): Promise<HostedOrchestrator> {
  const parent = await tempFolder();
  const folder = path.join(parent.path, 'workshop');
  await mkdir(folder);
  const delivered: string[] = [];
  const regions = hostRegions(path.join(folder, 'regions'), (region, { color }) =>
    delivered.push(`${region} ${color}`),
  );
  const ports = await freePorts(phases.flatMap((phase) => phase.regions).length);
  const content = { ...workspaceFile(phases, ports), ...more };
  const text = JSON.stringify(content);
  const file = path.join(folder, WORKSPACE_FILE_JSON);
  await writeFile(file, text);
  const { orchestrator } = await startHostedFleet({
    folder,
    definition: parseDefinition(text, WORKSPACE_FILE_JSON),
    regions,
    clock: realClock,
    observeEveryMs: 50,
    allowDelete,
    ...(speed !== undefined && {
      simulatedClock: createSimulatedClock({ startMs, speed, real: realClock }),
    }),
  });
  const { url, pageUrl, key } = orchestrator;
  const client = createControlClient(url, key);
  await settled(client);
  return {
    url,
    pageUrl,
    client,
    delivered,
    dropRegions: (...names) => writeFile(file, JSON.stringify(without(content, names))),
    starts: (region) => regions.starts(region),
    [Symbol.asyncDispose]: async () => {
      await orchestrator.stop({ destroy: false });
      await regions[Symbol.asyncDispose]();
      await parent[Symbol.asyncDispose]();
    },
  };
}

type Content = ReturnType<typeof workspaceFile>;

function without(content: Content, names: readonly string[]): Content {
  const stays = (name: string) => !names.includes(name);
  return {
    ...content,
    regions: content.regions.filter(({ name }) => stays(name)),
    stacks: content.stacks
      .map((stack) => ({ ...stack, regions: stack.regions.filter(stays) }))
      .filter(({ regions }) => regions.length > 0),
  };
}
