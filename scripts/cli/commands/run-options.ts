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

/** Default of labs: the same on every machine, and fast to start. */
export const SMALL_ENGINE = { engine: 'embedded', runtime: 'process' } as const;

/** Adds `--engine`, `--runtime`, `--provider`, `--backend`, `--source` and `--config-source`; `auto` takes the most real that is present. */
export function addEngineOptions(
  command: Command,
  usual: Pick<EngineOptions, 'engine' | 'runtime'> = { engine: 'auto', runtime: 'auto' },
): Command {
  return command
    .addOption(
      new Option(
        '--engine <name>',
        'engine of deployments: the real Pulumi CLI, or the embedded one',
      )
        .choices(['auto', 'pulumi', 'embedded'])
        .default(usual.engine),
    )
    .addOption(
      new Option('--runtime <name>', 'run a region as a container or as a local process')
        .choices(['auto', 'docker', 'process'])
        .default(usual.runtime),
    )
    .addOption(
      new Option(
        '--provider <name>',
        "provider of containers: Pulumi's Docker plugin, or ColorTeller's own",
      )
        .choices(['auto', 'stock', 'own'])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--backend <url>',
        "Pulumi's state backend: file (in the workspace), or a URL without credentials (default: from the workspace file)",
      ),
    )
    .addOption(
      new Option(
        '--source <name>',
        "decision source of the program: Statsig's official SDK, OpenFeature's, or in-process",
      )
        .choices(['statsig', 'openfeature', 'in-process'])
        .default('statsig'),
    )
    .addOption(
      new Option(
        '--config-source <name>',
        "config source of the regions: a file that updates write, or Statsig's SDK in the service (default: from the workspace file)",
      ).choices(['file', 'statsig']),
    );
}

/** Port of the control plane when none is named. */
const DEFAULT_PORT = 4400;

/** `--port N` */
export function portOption(): Option {
  return new Option(
    '-p, --port <number>',
    'port of the control plane; new regions use the ports after it; 0 for free ports',
  )
    .env('COLORTELLER_PORT')
    .argParser(parsePort)
    .default(DEFAULT_PORT);
}

/** A port for an option's argParser: 0 to 65535. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('must be a port from 0 to 65535');
}

/** A whole number for an option's argParser. */
export function parseCount(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number');
}

/** A duration for an option's argParser, in milliseconds; at least one second. */
export function parseInterval(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms >= 1_000) return ms;
  throw new InvalidArgumentError('must be an interval of at least 1s, such as 5s or 10m');
}

/** A duration for an argParser, in milliseconds. */
export function parseDuration(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('must be a duration such as 90s, 15m, 2h or 1d, at most a year');
}

/** The speed of a simulated clock for an option's argParser. */
export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && speed <= HIGHEST_SPEED) return speed;
  throw new InvalidArgumentError(`must be a number from 0 (time is frozen) to ${HIGHEST_SPEED}`);
}
