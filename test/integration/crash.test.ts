import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import { createInterpreter } from '../../orchestrator/runtime/interpreter/interpreter.ts';
import type { PipelineState } from '../../orchestrator/core/pipeline/state.ts';
import { compactLog } from '../../orchestrator/runtime/store/compact-log.ts';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import { LOG_HEADER } from '../../orchestrator/runtime/store/log-header.ts';
import { logPath } from '../../orchestrator/runtime/store/log-path.ts';
import { createMemoryEventStore } from '../../orchestrator/runtime/store/memory-event-store.ts';
import type { EventStore } from '../../orchestrator/runtime/store/event-store.ts';
import {
  BOUNDARIES,
  CRASH_ACTIONS,
  scriptClock,
  scriptedEvent,
  type Boundary,
  type CrashPlan,
} from '../support/crash-script.ts';
import { scaled } from '../support/deadlines.ts';
import { thorough } from '../support/exhaustive.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { withPhases } from '../support/walkthrough.ts';
import { encodeRecord } from '../../orchestrator/runtime/store/log-file.ts';

/** Two phases that wait and one that bakes; a region that is in none of them. */
const DEFINITION = withPhases(
  [
    { review: true, intervalMs: 0 },
    { review: false, intervalMs: 60_000 },
    { review: true, intervalMs: 0 },
  ],
  ['spare'],
);

/** How many events beyond the acknowledged ones the log holds after a death there. */
const UNACKNOWLEDGED: Record<Boundary, 0 | 1> = {
  'before-write': 0,
  'torn-write': 0,
  'after-write': 1,
  'after-sync': 1,
};

const startOn = (store: EventStore) =>
  createInterpreter({
    definition: DEFINITION,
    store,
    clock: scriptClock(() => store.readAll().length),
    onRefusedAtReplay: (event, reason) => expect.fail(`${event.type}: ${reason}`),
    onTimerFailure: (error) => expect.fail(String(error)),
  });

/** The state after each number of events, by a run that nothing disturbs. */
async function referenceStates(): Promise<PipelineState[]> {
  const interpreter = startOn(createMemoryEventStore());
  const states = [interpreter.state()];
  for (let seq = 1; seq <= CRASH_ACTIONS; seq++) {
    await interpreter.submit(scriptedEvent(seq));
    states.push(interpreter.state());
  }
  return states;
}

/** The program of test/support as one file of plain JavaScript, as fast to start as Node.js itself. */
async function bundle(folder: string): Promise<string> {
  const outfile = path.join(folder, 'crash-program.mjs');
  await build({
    entryPoints: [path.join(packageRoot, 'test/support/crash-program.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // What a bundled CommonJS package expects to find.
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url), __filename = import.meta.filename;`,
    },
  });
  return outfile;
}

async function play(program: string, what: Omit<CrashPlan, 'definition'>) {
  const plan: CrashPlan = { definition: DEFINITION, ...what };
  const { stdout, stderr, signal, exitCode } = await execa(
    process.execPath,
    ['--v8-pool-size=0', program, JSON.stringify(plan)],
    { reject: false, stdin: 'ignore', timeout: scaled(60_000) },
  );
  const acknowledged = stdout.split('\n').filter(Boolean).map(Number);
  return { acknowledged, stderr, signal, exitCode };
}

/** What a restart makes of the log; on a copy, so that the next process meets what the killed one left. */
async function reopen(file: string) {
  const copy = `${path.dirname(file)}.copy`;
  await rm(copy, { recursive: true, force: true });
  await cp(path.dirname(file), copy, { recursive: true });
  const store = await openFileEventStore({
    file: path.join(copy, path.basename(file)),
    onTornTail: () => undefined,
  });
  const snapshot = store.snapshot();
  const interpreter = startOn(store);
  const reopened = { events: store.readAll(), state: interpreter.state(), store, snapshot };
  await interpreter.close();
  await store.close();
  return reopened;
}

/** Stops in good order, which keeps a snapshot, and seals every record so far, as `compact` does between two runs. */
async function seal(file: string): Promise<void> {
  const store = await openFileEventStore({ file, onTornTail: () => undefined });
  await startOn(store).close();
  await store.close();
  await compactLog(file);
}

/** Longest that a lane may take; on a machine with two cores of its own all of them take less than a minute. */
const TIMEOUT_MS = scaled(300_000);

/**
 * At every event, or at every so many. On the disk, before a write is after the sync of the event before it; and
 * test/contract/event-store.test.ts cuts a log at every byte.
 */
const EVERY: Record<Boundary, number> = {
  'before-write': thorough(8, 32),
  'torn-write': thorough(8, 32),
  'after-write': thorough(1, 16),
  'after-sync': thorough(1, 16),
};

/** Deaths between two compactions, the first after the first death. */
const SEAL_EVERY = 32;

describe.concurrent('a run that is killed by SIGKILL', { timeout: TIMEOUT_MS }, () => {
  it.each(BOUNDARIES)('%s goes on as if it had not been', async (boundary) => {
    await using folder = await tempFolder();
    const program = await bundle(folder.path);
    const states = await referenceStates();
    const workspace = path.join(folder.path, 'workspace');
    await mkdir(workspace);
    const file = logPath(workspace);
    let held = 0;
    let sealed = 0;
    for (let dieAtSeq = 1; dieAtSeq <= CRASH_ACTIONS; dieAtSeq += EVERY[boundary]) {
      const { acknowledged, signal, stderr } = await play(program, { file, dieAtSeq, boundary });
      expect([signal, stderr]).toEqual(['SIGKILL', '']);
      // Every event before the deadly one was acknowledged, by this process or held since an earlier one.
      expect(acknowledged).toEqual(
        Array.from({ length: dieAtSeq - 1 - held }, (_, n) => held + 1 + n),
      );
      const { events, state, store, snapshot } = await reopen(file);
      held = dieAtSeq - 1 + UNACKNOWLEDGED[boundary];
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: held }, (_, n) => n + 1));
      expect(state).toEqual(states[held]);
      // The snapshot with what came after it is as good as the whole log.
      const kept = { seq: sealed, state: { definition: DEFINITION, state: states[sealed] } };
      expect(snapshot).toEqual(sealed === 0 ? undefined : kept);
      const rest = store.readAfter(sealed);
      expect(rest.map(({ seq }) => seq)).toEqual(
        Array.from({ length: held - sealed }, (_, n) => sealed + 1 + n),
      );
      if (dieAtSeq % SEAL_EVERY === 1) {
        await seal(file);
        sealed = held;
      }
    }
    const last = await play(program, { file, dieAtSeq: null, boundary });
    expect([last.exitCode, last.stderr]).toEqual([0, '']);
    const { state, events } = await reopen(file);
    expect(state).toEqual(states[CRASH_ACTIONS]);
    const undisturbed = path.join(folder.path, 'undisturbed', 'events.log');
    await mkdir(path.dirname(undisturbed));
    await play(program, { file: undisturbed, dieAtSeq: null, boundary });
    const records = events.map(encodeRecord).join('');
    expect(LOG_HEADER + records).toBe(await readFile(undisturbed, 'utf8'));
  });
});
