import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import type { Definition } from '../../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../orchestrator/core/definition/walkthrough.ts';
import { createInterpreter } from '../../../orchestrator/runtime/interpreter/interpreter.ts';
import type { PipelineEvent } from '../../../orchestrator/core/pipeline/event.ts';
import { openFileEventStore } from '../../../orchestrator/runtime/store/file-event-store.ts';
import { LOG_HEADER } from '../../../orchestrator/runtime/store/log-header.ts';
import { snapshotPath } from '../../../orchestrator/runtime/store/snapshot-file.ts';
import type { BenchContext, BenchGroup } from './bench-context.ts';
import { figure, type Figure } from './figure.ts';
import { releaseHistory } from './release-history.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import { encodeRecord } from '../../../orchestrator/runtime/store/log-file.ts';

const SAMPLES = 7;
/** Appends of one sample, one after another. */
const APPENDS = 300;
const WRITERS = 64;
const APPENDS_PER_WRITER = 40;
const RECOVERED_EVENTS = 100_000;
/** Observations after each release of the recovered log: about a hundred releases in all. */
const OBSERVATIONS = 1_000;

const SHORT_HISTORY = 200;
const LONG_HISTORY = 20_000;
const EVENTS_PER_RELEASE = 7;
const HISTORY_SAMPLES = 3;
/** Of a long history against a short one; the rest is noise. */
const HISTORY_GOAL = 1.2;

/**
 * Goals: single appends at 0.8 of bare write+fsync, 64 writers at 10 times of it, recovery within a second,
 * and a history of any length at the price of a short one.
 */
export const storeBench: BenchGroup = async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-bench-'));
  try {
    const definition = parseDefinition(walkthroughFile(WALKTHROUGH_PORTS), 'colorteller.yaml');
    return [
      ...(await measureAppends(context, folder, definition)),
      ...(await measureRecovery(context, folder, definition)),
      ...(await measureHistory(context, folder, definition)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function measureAppends(
  context: BenchContext,
  folder: string,
  definition: Definition,
): Promise<Figure[]> {
  const events = releaseHistory(definition, WRITERS * APPENDS_PER_WRITER);
  const bare: number[] = [];
  const single: number[] = [];
  const grouped: number[] = [];
  for (let n = 0; n < SAMPLES; n++) {
    context.progress(`store: appends, ${n + 1} of ${SAMPLES}`);
    const fileOf = (kind: string) => path.join(folder, `${kind}-${n}.log`);
    bare.push(bareAppends(fileOf('bare'), events.slice(0, APPENDS)));
    single.push(await storeAppends(fileOf('single'), [events.slice(0, APPENDS)]));
    grouped.push(await storeAppends(fileOf('grouped'), shares(events, WRITERS)));
  }
  const against = { group: 'store', unit: 'per s', baseline: bare } as const;
  return [
    figure({ ...against, name: 'durable appends, one writer', samples: single, goal: 0.8 }),
    figure({
      ...against,
      name: `durable appends, ${WRITERS} writers`,
      samples: grouped,
      goal: 10,
    }),
  ];
}

/** Per second: the same bytes with nothing of ours, by the fastest calls that Node.js has. */
function bareAppends(file: string, events: readonly PipelineEvent[]): number {
  const records = events.map((event, index) =>
    Buffer.from(encodeRecord({ seq: index + 1, event })),
  );
  const handle = openSync(file, 'wx');
  writeSync(handle, LOG_HEADER);
  fsyncSync(handle);
  const rate = perSecond(records.length, performance.now());
  for (const record of records) {
    writeSync(handle, record);
    fsyncSync(handle);
  }
  const measured = rate();
  closeSync(handle);
  return measured;
}

/** Per second: each writer appends its events one after another, all writers at once. */
async function storeAppends(
  file: string,
  writers: readonly (readonly PipelineEvent[])[],
): Promise<number> {
  const store = await openFileEventStore({ file, onTornTail: () => undefined });
  const rate = perSecond(writers.flat().length, performance.now());
  await Promise.all(
    writers.map(async (events) => {
      for (const event of events) await store.append(event);
    }),
  );
  const measured = rate();
  await store.close();
  return measured;
}

function perSecond(count: number, startedAt: number): () => number {
  return () => (count * 1_000) / (performance.now() - startedAt);
}

async function measureRecovery(
  context: BenchContext,
  folder: string,
  definition: Definition,
): Promise<Figure[]> {
  const file = path.join(folder, 'recovered.log');
  const records = releaseHistory(definition, RECOVERED_EVENTS, OBSERVATIONS).map((event, index) =>
    encodeRecord({ seq: index + 1, event }),
  );
  await writeFile(file, LOG_HEADER + records.join(''));
  const opening: number[] = [];
  const recovery: number[] = [];
  const fromSnapshot: number[] = [];
  for (let n = 0; n < SAMPLES; n++) {
    context.progress(`store: recovery of ${RECOVERED_EVENTS} events, ${n + 1} of ${SAMPLES}`);
    // The stop after each start keeps a snapshot, which the next start goes on from.
    await rm(snapshotPath(file), { force: true });
    const replayed = await recoverOnce(file, definition);
    opening.push(replayed.openedMs);
    recovery.push(replayed.recoveredMs);
    fromSnapshot.push((await recoverOnce(file, definition)).recoveredMs);
  }
  const counted = RECOVERED_EVENTS.toLocaleString('en');
  const group = 'store';
  const goal = 1_000;
  return [
    figure({ group, name: `${counted} records read and checked`, samples: opening }),
    figure({ group, name: `recovery of ${counted} events, all replayed`, samples: recovery, goal }),
    figure({ group, name: `recovery of ${counted}, from a snapshot`, samples: fromSnapshot, goal }),
  ];
}

/** Milliseconds until the log is read, and until its state is computed. */
async function recoverOnce(
  file: string,
  definition: Definition,
): Promise<{ openedMs: number; recoveredMs: number }> {
  const startedAt = performance.now();
  const store = await openFileEventStore({ file, onTornTail: () => undefined });
  const openedMs = performance.now() - startedAt;
  const interpreter = createInterpreter({
    definition,
    store,
    clock: realClock,
    onRefusedAtReplay: (event, reason) => {
      throw new Error(`${event.type} at ${event.atMs} ms was refused: ${reason}`);
    },
    onTimerFailure: () => undefined,
  });
  interpreter.start();
  const recoveredMs = performance.now() - startedAt;
  await interpreter.close();
  await store.close();
  return { openedMs, recoveredMs };
}

/** What a long history costs an orchestrator, against a short one. */
async function measureHistory(
  context: BenchContext,
  folder: string,
  definition: Definition,
): Promise<Figure[]> {
  const [short, long] = [SHORT_HISTORY, LONG_HISTORY].map(async (releases) => {
    const file = path.join(folder, `${releases}-releases.log`);
    const events = releaseHistory(definition, releases * EVENTS_PER_RELEASE);
    const records = events.map((event, index) => encodeRecord({ seq: index + 1, event }));
    await writeFile(file, LOG_HEADER + records.join(''));
    const costs: HistoryCost[] = [];
    for (let n = 0; n < HISTORY_SAMPLES; n++) {
      context.progress(`store: ${releases} releases, ${n + 1} of ${HISTORY_SAMPLES}`);
      const program = distPath('scripts/dev/bench/history-process.js');
      const { stdout } = await execa(process.execPath, ['--expose-gc', program, file]);
      costs.push(JSON.parse(stdout) as HistoryCost);
    }
    return costs;
  });
  const [few = [], many = []] = [await short, await long];
  const against = `${LONG_HISTORY.toLocaleString('en')} releases against ${SHORT_HISTORY}`;
  const compared = (name: string, unit: 'MB' | 'ms', of: (cost: HistoryCost) => number) =>
    figure({
      group: 'store',
      name: `${name}, ${against}`,
      unit,
      samples: many.map(of),
      baseline: few.map(of),
      goal: HISTORY_GOAL,
    });
  return [
    compared('heap', 'MB', ({ heapMb }) => heapMb),
    compared('state view', 'ms', ({ stateMs }) => stateMs),
  ];
}

/** As history-process prints it. */
interface HistoryCost {
  heapMb: number;
  stateMs: number;
}

/** The events dealt out to so many writers, in turn. */
function shares<T>(all: readonly T[], count: number): T[][] {
  return Array.from({ length: count }, (_, writer) =>
    all.filter((_event, index) => index % count === writer),
  );
}
