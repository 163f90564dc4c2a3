import { parseArgs } from 'node:util';
import type { Logger } from './log.ts';
import type { Variables } from './variables.ts';

/** Time for the requests under way after the first signal, in milliseconds. */
const SHUTDOWN_DEADLINE_MS = 5000;

export interface Program {
  /** What its user calls it. */
  name: string;
  /** The path that `--health` asks; it answers 200 when all is well. */
  healthPath: string;
  /** What a 200 of it says. */
  healthy: string;
  /** Starts it. @throws BadEnvironmentError, ListenError */
  start: (variables: Variables) => Promise<Stoppable>;
}

interface Stoppable {
  log: Logger;
  close: () => Promise<void>;
}

/**
 * Runs a service as the program of this process: flags, signals, exit codes. What a start needs is imported by `start`: a health
 * check starts often and must stay cheap.
 */
export async function runProgram(program: Program): Promise<void> {
  const { instance, health } = parseFlags(program);
  if (health) await checkHealth(program);
  else await run(program, instance);
}

function parseFlags({ name, healthy }: Program): { instance?: string; health?: boolean } {
  try {
    return parseArgs({ options: { instance: { type: 'string' }, health: { type: 'boolean' } } })
      .values;
  } catch (error) {
    const usage = `usage: ${name} [--instance ID] [--health]
  --instance ID  name of this container or process, instead of INSTANCE
  --health       start nothing; exit 0 when the ${healthy}, else 1`;
    return exitWith(2, `${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

async function checkHealth({ healthPath }: Program): Promise<void> {
  const { healthProblem } = await import('./health-check.ts');
  const port = process.env.PORT ?? '';
  const problem = await healthProblem(port === '' ? 8080 : Number(port), { path: healthPath });
  if (problem !== null) exitWith(1, problem);
  process.exit(0);
}

async function run({ start }: Program, instance: string | undefined): Promise<void> {
  try {
    const variables = instance === undefined ? process.env : { ...process.env, INSTANCE: instance };
    stopOnSignals(await start(variables));
  } catch (error) {
    const { BadEnvironmentError } = await import('./variables.ts');
    const { ListenError } = await import('./listen.ts');
    if (error instanceof BadEnvironmentError) exitWith(2, error.message);
    // It is the last line of the log already.
    if (error instanceof ListenError) process.exit(1);
    throw error;
  }
}

/** Closes a service at SIGTERM or SIGINT and ends the process: 0 when it closed in time, else 1. */
function stopOnSignals({ log, close }: Stoppable): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) {
      log.warn({ signal }, 'stopped at once by a second signal');
      process.exit(1);
    }
    isStopping = true;
    log.info({ signal }, 'stopping: finishing the requests under way');
    setTimeout(() => {
      log.error(`requests still under way after ${SHUTDOWN_DEADLINE_MS} ms: stopped anyway`);
      process.exit(1);
    }, SHUTDOWN_DEADLINE_MS);
    void close().then(() => {
      log.info('stopped');
      process.exit(0);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function exitWith(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
