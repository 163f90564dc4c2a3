import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDurationMs } from '../../../orchestrator/core/definition/duration.ts';
import { HIGHEST_SPEED } from '../../../orchestrator/common/simulated-clock.ts';

/** The options of every command that starts an orchestrator. */
export interface EngineOptions {
  engine: 'auto' | 'pulumi' | 'embedded';
  runtime: 'auto' | 'docker' | 'process';
  provider: 'auto' | 'stock' | 'own';
  source?: 'statsig' | 'openfeature' | 'in-process';
  configSource?: 'file' | 'statsig';
  backend?: string;
}

/** What labs run on unless told otherwise: it is the same on every machine, and starts at once. */
export const SMALL_ENGINE = { engine: 'embedded', runtime: 'process' } as const;

/** Adds `--engine`, `--runtime`, `--provider`, `--backend`, `--source` and `--config-source`; `auto` takes the most real that is present. */
export function addEngineOptions(
  command: Command,
  usual: Pick<EngineOptions, 'engine' | 'runtime'> = { engine: 'auto', runtime: 'auto' },
): Command {
  return command
    .addOption(
      new Option('--engine <name>', 'what makes deployments match: the real Pulumi CLI, or ours')
        .choices(['auto', 'pulumi', 'embedded'])
        .default(usual.engine),
    )
    .addOption(
      new Option('--runtime <name>', 'what a region is: a container, or a local process')
        .choices(['auto', 'docker', 'process'])
        .default(usual.runtime),
    )
    .addOption(
      new Option('--provider <name>', "who makes containers: Pulumi's Docker plugin, or ours")
        .choices(['auto', 'stock', 'own'])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--backend <url>',
        'where Pulumi keeps state and locks: file (in the workspace), or a URL that it takes, without credentials (default: as the workspace file says)',
      ),
    )
    .addOption(
      new Option(
        '--source <name>',
        "whom the program asks: by Statsig's official SDK, by OpenFeature's, or us directly",
      )
        .choices(['statsig', 'openfeature', 'in-process'])
        .default('statsig'),
    )
    .addOption(
      new Option(
        '--config-source <name>',
        "where every region gets its colour: a file that updates write, or Statsig's SDK in its service (default: as the workspace file says)",
      ).choices(['file', 'statsig']),
    );
}

/** Port of the control plane when none is named. */
const DEFAULT_PORT = 4400;

/** `--port N` */
export function portOption(): Option {
  return new Option(
    '-p, --port <number>',
    'port of the control plane, those of new regions come after it; 0 for any free ones',
  )
    .env('COLORTELLER_PORT')
    .argParser(parsePort)
    .default(DEFAULT_PORT);
}

/** A port for an option's argParser: 0 to 65535. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('a port is a number from 0 to 65535');
}

/** A whole number for an option's argParser. */
export function parseCount(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('this is a whole number');
}

/** A duration for an option's argParser, in milliseconds; at least one second. */
export function parseInterval(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms >= 1_000) return ms;
  throw new InvalidArgumentError('an interval is at least 1s, such as 5s or 10m');
}

/** A duration for an argParser, in milliseconds. */
export function parseDuration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('a duration is such as 90s, 15m, 2h or 1d, at most a year');
}

/** The speed of a simulated clock for an option's argParser. */
export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && speed <= HIGHEST_SPEED) return speed;
  throw new InvalidArgumentError(`a speed is a number from 0 (stands still) to ${HIGHEST_SPEED}`);
}
