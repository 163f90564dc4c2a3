import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPulumi, type FoundPulumi } from '../../../infra/toolchain/find-pulumi.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { run, type RunningOrchestrator } from '../../../orchestrator/main.ts';
import { replicaUrls } from '../../../orchestrator/runtime/observation/observer.ts';
import { httpRegionProbe } from '../../../orchestrator/runtime/observation/region-probe.ts';
import { createControlClient, type ControlClient } from '../../cli/client/control-client.ts';
import { createBareUp } from './bare-up.ts';
import type { BenchContext, BenchGroup } from './bench-context.ts';
import { figure } from './figure.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

const SAMPLES = 7;
const BY = { actor: 'bench', reason: null };
const COLORS = ['purple', 'green'];
/** Far enough from the walkthrough's two ports, which follow each other. */
const PORT_OFFSET = 20;

/** Goals: from approve to purple in at most 1.15, a loop turn without changes in at most 0.6 of a bare `up`. */
export const loopBench: BenchGroup = async (context) => {
  const pulumi = await findPulumi(context.env);
  if (pulumi === undefined) {
    throw new AppError('PULUMI_MISSING', 'the group "loop" needs the Pulumi CLI', {
      action: 'npx colorteller setup',
    });
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-bench-'));
  try {
    return await measure(context, pulumi, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function measure(context: BenchContext, pulumi: FoundPulumi, folder: string) {
  const workspace = path.join(folder, 'ours');
  const start = (loopEveryMs: number | null) =>
    run({
      engine: 'pulumi',
      runtime: 'process',
      provider: 'own',
      workspace,
      port: 0,
      loopEveryMs,
      newRegionPorts: 'usual',
      env: context.env,
    });
  let orchestrator = await start(null);
  const { definition } = orchestrator;
  const bare = await createBareUp({
    folder: path.join(folder, 'bare'),
    pulumi,
    definition,
    portOffset: PORT_OFFSET,
  });
  try {
    context.progress('loop: deploying the same program twice, bare and ours');
    await bare.up();
    await idle(clientOf(orchestrator));
    const approve: number[] = [];
    const bareChange: number[] = [];
    for (let n = 0; n < SAMPLES; n++) {
      context.progress(`loop: a change, ${n + 1} of ${SAMPLES}`);
      bare.color = COLORS[n % 2] ?? '';
      bareChange.push(await bare.up());
      approve.push(await approveToFlip(orchestrator, COLORS[n % 2] ?? ''));
    }
    await orchestrator.stop({ destroy: false });
    orchestrator = await start(1_000);
    const turns: number[] = [];
    const bareTurns: number[] = [];
    for (let n = 0; n < SAMPLES; n++) {
      context.progress(`loop: a turn without changes, ${n + 1} of ${SAMPLES}`);
      turns.push(await nextTurn(clientOf(orchestrator)));
      bareTurns.push(await bare.up());
    }
    return [
      figure({
        group: 'loop',
        name: 'approve to purple at the region',
        samples: approve,
        baseline: bareChange,
        goal: 1.15,
      }),
      figure({
        group: 'loop',
        name: 'one turn without changes',
        samples: turns,
        baseline: bareTurns,
        goal: 0.6,
      }),
    ];
  } finally {
    await orchestrator.stop({ destroy: true });
    await bare.destroy();
  }
}

/** Commits a colour, approves its first phase, and waits until the region answers it; then completes the release. */
async function approveToFlip(orchestrator: RunningOrchestrator, color: string): Promise<number> {
  const client = clientOf(orchestrator);
  const [region] = orchestrator.definition.regions;
  const url = region === undefined ? '' : (replicaUrls(region)[0] ?? '');
  const { release } = await client.changeConfig('colorteller', { set: { color }, ...BY });
  const id = release?.id ?? '';
  const startedAt = performance.now();
  await client.act(id, 'approve', { phase: release?.currentPhase ?? '', ...BY });
  const { signal } = new AbortController();
  while ((await httpRegionProbe(url, signal)).answer?.color !== color) await realClock.sleep(2);
  const took = performance.now() - startedAt;
  await idle(client);
  await client.act(id, 'rollout', BY);
  await idle(client);
  return took;
}

/** Duration of the next whole turn, as the loop itself reports it. */
async function nextTurn(client: ControlClient): Promise<number> {
  const loop = async () => (await client.state()).stacks[0]?.loop;
  const before = (await loop())?.turns ?? 0;
  for (;;) {
    const now = await loop();
    if (now != null && now.turns > before + 1 && now.activity === 'idle')
      return now.lastDurationMs ?? 0;
    await realClock.sleep(5);
  }
}

async function idle(client: ControlClient): Promise<void> {
  for (;;) {
    const { stacks, regions } = await client.state();
    const isIdle = stacks.every(({ loop }) => loop?.activity === 'idle' && loop.turns > 0);
    if (isIdle && regions.every(({ isSettled }) => isSettled)) return;
    await realClock.sleep(20);
  }
}

function clientOf({ url, key }: RunningOrchestrator): ControlClient {
  return createControlClient(url, key);
}
