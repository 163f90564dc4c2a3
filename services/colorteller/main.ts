import { parseArgs } from 'node:util';

const USAGE = `usage: colorteller [--instance ID] [--health]
  --instance ID  name of this container or process, instead of INSTANCE
  --health       start nothing; exit 0 when the service on PORT of this machine is healthy, else 1`;

void main();

// The imports wait until they are needed: a health check starts often and must stay cheap.
async function main(): Promise<void> {
  const { instance, health } = parseFlags();
  if (health) await checkHealth();
  else await run(instance);
}

function parseFlags(): { instance?: string; health?: boolean } {
  try {
    return parseArgs({ options: { instance: { type: 'string' }, health: { type: 'boolean' } } })
      .values;
  } catch (error) {
    return exitWith(2, `${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

async function checkHealth(): Promise<void> {
  const { healthProblem } = await import('./health-check.ts');
  const port = process.env.PORT ?? '';
  const problem = await healthProblem(port === '' ? 8080 : Number(port));
  if (problem !== null) exitWith(1, problem);
  process.exit(0);
}

async function run(instance: string | undefined): Promise<void> {
  const [
    { parseEnvironment },
    { startService },
    { BadEnvironmentError },
    { ListenError },
    signals,
  ] = await Promise.all([
    import('./environment.ts'),
    import('./service.ts'),
    import('./variables.ts'),
    import('./listen.ts'),
    import('./stop-on-signals.ts'),
  ]);
  try {
    const variables = instance === undefined ? process.env : { ...process.env, INSTANCE: instance };
    signals.stopOnSignals(await startService(parseEnvironment(variables)));
  } catch (error) {
    if (error instanceof BadEnvironmentError) exitWith(2, error.message);
    // It is the last line of the log already.
    if (error instanceof ListenError) process.exit(1);
    throw error;
  }
}

function exitWith(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
