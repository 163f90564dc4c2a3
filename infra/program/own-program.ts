import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { StackSpec } from '../../orchestrator/ports/stack-spec.ts';
import { formatDuration } from '../../orchestrator/core/definition/duration.ts';
import { forgetRPCs, resolved, waitForRPCs, watchCalls } from '../engine/pulumi-internals.ts';
import type { ProgramOutputs, Stack, StackProgram } from './stack.ts';

type OwnProgram = NonNullable<StackSpec['program']>;

/** How long a program may take until it returns or waits for something; nothing else runs meanwhile. */
const SYNC_DEADLINE_MS = 5_000;

/** How long it may then wait for anything but the engine: for itself, or for what its resources are made of. */
const IDLE_DEADLINE_MS = 30_000;

/** Loads a program of the user's, which never throws anything but an AppError. */
export async function loadProgram(
  own: OwnProgram,
  { syncMs = SYNC_DEADLINE_MS, idleMs = IDLE_DEADLINE_MS } = {},
): Promise<StackProgram> {
  const { file, module } = own;
  if (module === null || !existsSync(module)) {
    throw new AppError('PROGRAM_FAILED', `what the program ${file} was compiled to is gone`, {
      action: `Save ${file} again.`,
      details: { module },
    });
  }
  // Lines of the source, in what is loaded from now on.
  process.setSourceMapsEnabled(true);
  await import('./packages.ts');
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(module).href);
  } catch (error) {
    throw failed(own, error);
  }
  const program = (loaded as { default?: unknown }).default;
  if (typeof program !== 'function') throw failed(own, new Error('it exports no program'));
  return async (stack) => {
    try {
      return await unlessIdle(idleMs, async () => {
        const returned = await withinTime(syncMs, () => (program as StackProgram)(stack));
        const outputs = checked(returned, stack);
        await waitForRPCs();
        await resolved(outputs);
        return outputs;
      });
    } catch (error) {
      throw error instanceof AppError ? error : failed(own, error);
    }
  };
}

/**
 * Runs a function until it returns, with a deadline even for an endless loop: after its first `await` it has none. What it
 * throws has a stack, which engines do without.
 */
function withinTime<T>(timeout: number, run: () => T): T {
  const { stackTraceLimit } = Error;
  let result: { returned: T } | undefined;
  const target = globalThis as { __colorteller_run?: () => void };
  target.__colorteller_run = () => {
    result = { returned: run() };
  };
  Error.stackTraceLimit = 20;
  try {
    runInThisContext('globalThis.__colorteller_run()', { timeout });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    delete target.__colorteller_run;
  }
  if (result === undefined) throw new Error('it did not return');
  return result.returned;
}

/** Runs something until it waits that long while the engine has nothing to do for it: nothing will settle it then. */
async function unlessIdle<T>(idleMs: number, run: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const idle = new Promise<never>((_, reject) => {
    const end = () => {
      forgetRPCs();
      reject(
        new Idle(
          `it did nothing for ${formatDuration(idleMs)}: it waits for a promise that nothing settles`,
        ),
      );
    };
    const restart = (unanswered: number) => {
      clearTimeout(timer);
      if (unanswered === 0 && !isOver) timer = setTimeout(end, idleMs);
    };
    watchCalls(restart);
    restart(0);
  });
  try {
    return await Promise.race([run(), idle]);
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

class Idle extends Error {}

function checked(outputs: unknown, { name, regions }: Stack) {
  if (outputs === undefined) return undefined;
  if (typeof outputs !== 'object' || outputs === null) {
    throw new Error('it returns no object; return { regions: { NAME: { url } } }');
  }
  const { regions: said = {} } = outputs as ProgramOutputs;
  const other = Object.keys(said).find((key) => !regions.some((region) => region.name === key));
  if (other !== undefined) {
    throw new Error(`it returns region "${other}", which stack ${name} does not have`);
  }
  return outputs;
}

function failed({ file, module }: OwnProgram, thrown: unknown): AppError {
  const reason =
    thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
      ? 'it did not return in time; look for a loop without end'
      : thrown instanceof Idle
        ? thrown.message
        : String(thrown);
  const where = placeIn(thrown, path.dirname(path.dirname(module ?? '')));
  return new AppError('PROGRAM_FAILED', `the program ${file} failed: ${where}${reason}`, {
    action: `Correct ${file}: the stack is updated as soon as it is saved.`,
    details: { file },
    cause: thrown,
  });
}

/** `program.ts:12: `, the topmost line of a stack that is below the folder; empty where there is none. */
function placeIn(thrown: unknown, folder: string): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  for (const [, place = '', line = ''] of stack.matchAll(/(?:\(|at )([^()\n]+):(\d+):\d+\)?$/gm)) {
    const source = place.startsWith('file:') ? fileURLToPath(place) : place;
    const relative = path.relative(folder, source);
    const isBelow = !relative.startsWith('..') && !path.isAbsolute(relative);
    if (isBelow && !/\.mjs$|node_modules/.test(relative)) return `${relative}:${line}: `;
  }
  return '';
}
