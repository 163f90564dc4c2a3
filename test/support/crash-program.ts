import { writeSync } from 'node:fs';
import { createInterpreter } from '../../orchestrator/runtime/interpreter/interpreter.ts';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import { openLogFile, type LogFile } from '../../orchestrator/runtime/store/log-file.ts';
import {
  CRASH_ACTIONS,
  scriptClock,
  scriptedEvent,
  type Boundary,
  type CrashPlan,
} from './crash-script.ts';

const STDOUT = 1;

/**
 * The program that the crash test kills: plays the script from where its log ends, prints the number of each
 * event that was acknowledged, and dies by SIGKILL where its plan (JSON, first argument) says.
 */
async function main({ definition, file, dieAtSeq, boundary }: CrashPlan): Promise<void> {
  let isDoomed = false;
  const dieAt = (here: Boundary) => {
    if (isDoomed && here === boundary) process.kill(process.pid, 'SIGKILL');
  };
  const openFile = async (name: string): Promise<LogFile> => {
    const log = await openLogFile(name);
    return {
      ...log,
      write: async (bytes, position) => {
        dieAt('before-write');
        // Every length of a torn record has its turn.
        const torn = 1 + (((dieAtSeq ?? 0) * 5) % (bytes.length - 1));
        if (isDoomed && boundary === 'torn-write')
          await log.write(bytes.subarray(0, torn), position);
        dieAt('torn-write');
        await log.write(bytes, position);
        dieAt('after-write');
      },
      sync: async () => {
        await log.sync();
        dieAt('after-sync');
      },
    };
  };
  const store = await openFileEventStore({ file, onTornTail: () => undefined, openFile });
  const interpreter = createInterpreter({
    definition,
    store,
    clock: scriptClock(() => store.readAll().length),
    onRefusedAtReplay: (event, reason) => fail(`${event.type} refused at replay: ${reason}`),
    onTimerFailure: fail,
  });
  interpreter.start();
  for (let seq = store.readAll().length + 1; seq <= CRASH_ACTIONS; seq++) {
    isDoomed = seq === dieAtSeq;
    const stored = await interpreter.submit(scriptedEvent(seq));
    writeSync(STDOUT, `${stored.seq}\n`);
  }
  await store.close();
  process.exit(0);
}

function fail(reason: unknown): never {
  throw new Error(String(reason));
}

await main(JSON.parse(process.argv[2] ?? '') as CrashPlan);
