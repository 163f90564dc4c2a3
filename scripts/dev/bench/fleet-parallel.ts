import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { findPulumi } from '../../../infra/toolchain/find-pulumi.ts';
import { WORKSPACE_FILE_JSON } from '../../../orchestrator/core/definition/walkthrough.ts';
import { run, type RunningOrchestrator } from '../../../orchestrator/main.ts';
import { createControlClient } from '../../cli/client/control-client.ts';
import type { BenchContext } from './bench-context.ts';
import { figure, type Figure } from './figure.ts';
import { answersColor, regionsAreSettled, stateIs } from './fleet-waits.ts';
import { freePorts } from '../../testing/free-ports.ts';
import { PHASED_CONFIG } from './phased-definition.ts';

const STACKS = 4;
const SAMPLES = 3;
const COLORS = ['purple', 'green'];

/** A change of four stacks with as many updates side by side as there are cores, against one after the other. */
export async function parallelFigures(context: BenchContext, folder: string): Promise<Figure[]> {
  if ((await findPulumi(context.env)) === undefined) {
    context.progress('fleet: parallel updates are not measured; get Pulumi: npx colorteller setup');
    return [];
  }
  const cores = availableParallelism();
  const sides: RunningOrchestrator[] = [];
  try {
    for (const maxParallel of [1, cores]) {
      context.progress(`fleet: ${STACKS} stacks are deployed, ${maxParallel} at a time`);
      sides.push(await start(context, path.join(folder, `side-${sides.length}`), maxParallel));
    }
    const took: number[][] = sides.map(() => []);
    for (let n = 0; n < SAMPLES; n++) {
      context.progress(`fleet: a change of ${STACKS} stacks, ${n + 1} of ${SAMPLES}`);
      for (const [index, side] of sides.entries()) {
        took[index]?.push(await changeAll(side, COLORS[n % COLORS.length] ?? ''));
      }
    }
    const [baseline = [], samples = []] = took;
    const name = `${STACKS} stacks updated, ${cores} at a time`;
    return [figure({ group: 'fleet', name, samples, baseline })];
  } finally {
    for (const side of sides) await side.stop({ destroy: true });
  }
}

async function start(
  { env }: BenchContext,
  workspace: string,
  maxParallel: number,
): Promise<RunningOrchestrator> {
  await mkdir(workspace, { recursive: true });
  const ports = await freePorts(STACKS);
  const definition = {
    environments: [{ name: 'production' }],
    regions: ports.map((port, n) => ({ name: `region-${n}`, environment: 'production', port })),
    stacks: ports.map((_, n) => ({ name: `stack-${n}`, regions: [`region-${n}`] })),
    updates: { maxParallel },
    dynamicConfigs: [{ name: PHASED_CONFIG, defaultValue: { color: 'blue' } }],
    pipelines: [],
  };
  await writeFile(path.join(workspace, WORKSPACE_FILE_JSON), JSON.stringify(definition));
  const orchestrator = await run({
    engine: 'pulumi',
    runtime: 'process',
    provider: 'own',
    workspace,
    port: 0,
    loopEveryMs: null,
    newRegionPorts: 'usual',
    env,
  });
  await stateIs(clientOf(orchestrator), regionsAreSettled);
  return orchestrator;
}

/** Milliseconds until every region answers a colour that applies at once. */
async function changeAll(orchestrator: RunningOrchestrator, color: string): Promise<number> {
  const client = clientOf(orchestrator);
  const startedAt = performance.now();
  await client.changeConfig(PHASED_CONFIG, { set: { color }, actor: 'bench', reason: null });
  const { regions } = orchestrator.definition;
  for (const { port } of regions) await answersColor(`http://127.0.0.1:${port}`, color);
  const took = performance.now() - startedAt;
  await stateIs(client, regionsAreSettled);
  return took;
}

function clientOf({ url, key }: RunningOrchestrator) {
  return createControlClient(url, key);
}
