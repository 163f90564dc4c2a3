import { Command } from 'commander';
import { buildMethod } from '../../../infra/toolchain/build-method.ts';
import { downloadMethod } from '../../../infra/toolchain/download-method.ts';
import { findDocker } from '../../../infra/toolchain/find-docker.ts';
import {
  findPulumi,
  pulumiCacheFolder,
  searchPulumi,
  type FoundPulumi,
} from '../../../infra/toolchain/find-pulumi.ts';
import {
  inspectToolchain,
  type ToolchainReport,
} from '../../../infra/toolchain/inspect-toolchain.ts';
import {
  installDocker,
  readDockerMachine,
  type DockerInstallation,
} from '../../../infra/toolchain/install-docker.ts';
import { installPulumi, type InstallMethod } from '../../../infra/toolchain/install-pulumi.ts';
import type { InstallContext } from '../../../infra/toolchain/progress.ts';
import type { Clock } from '../../../orchestrator/common/clock.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { CommandContext } from '../command-context.ts';
import { paintFor } from '../render/paint.ts';
import { renderToolchain } from '../render/render-toolchain.ts';
import { createProgressWriter, duration } from '../render/setup-progress.ts';
import type { SetupReport } from '../outputs/machine.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

/** The ways to get things that the setup has, in the order that it tries them. */
export interface SetupTools {
  clock: Clock;
  pulumi: readonly InstallMethod[];
  docker: (env: NodeJS.ProcessEnv) => DockerInstallation;
}

const REAL_TOOLS: SetupTools = {
  clock: realClock,
  pulumi: [downloadMethod, buildMethod],
  docker: (env) => ({ machine: readDockerMachine(), find: () => findDocker(env) }),
};

interface SetupOptions {
  docker?: true;
  check?: true;
  json?: true;
}

/** `setup [--docker] [--check] [--json]`: gets the real Pulumi CLI, and a Docker daemon when asked to. */
export function setupCommand(context: CommandContext, tools: SetupTools = REAL_TOOLS): Command {
  return new Command('setup')
    .description(
      'Find or install the real Pulumi CLI: from PATH or the cache folder, else by download, else by a build from Go modules.',
    )
    .option('--docker', 'also install Docker (Debian or Ubuntu, as root) and start its daemon')
    .option(
      '--check',
      'print what is installed and what would be done, without changes; exit with status 4 if anything is missing',
    )
    .option('--json', 'print one JSON object at the end; progress goes to standard error')
    .addHelpText(
      'after',
      `
Without --docker, only ~/.cache/colorteller (or XDG_CACHE_HOME) and Go's own caches are changed.

Examples:
  $ colorteller setup              the Pulumi CLI
  $ colorteller setup --docker     the Pulumi CLI and a running Docker daemon
  $ colorteller setup --check      change nothing`,
    )
    .action((options: SetupOptions) =>
      options.check === true ? check(context, tools, options) : setup(context, tools, options),
    );
}

async function check(
  context: CommandContext,
  { clock }: SetupTools,
  options: SetupOptions,
): Promise<void> {
  const report = await inspectToolchain(context.env, { clock });
  const plan = planOf(report, context.env, options.docker === true);
  if (options.json === true) {
    context.stdout.write(`${JSON.stringify({ ...report, plan } satisfies SetupReport)}\n`);
  } else {
    const tools = ['pulumi', 'docker', 'go'] as const;
    context.stdout.write(renderToolchain(paintFor(context.stdout), report, tools));
    const steps = plan.length === 0 ? ['nothing: everything is installed'] : plan;
    context.stdout.write(`\nThe setup would:\n${steps.map((line) => `  ${line}\n`).join('')}`);
  }
  await findPulumi(context.env);
  if (report.pulumi.status !== 'ok') {
    throw new AppError('PULUMI_MISSING', `The Pulumi CLI is missing: ${report.pulumi.detail}.`, {
      action: 'npx colorteller setup',
    });
  }
  if (options.docker === true && report.docker.status !== 'ok') {
    throw new AppError('DOCKER_UNAVAILABLE', `Docker is missing: ${report.docker.detail}.`, {
      ...(report.docker.action === undefined ? {} : { action: report.docker.action }),
    });
  }
}

function planOf(report: ToolchainReport, env: NodeJS.ProcessEnv, wantsDocker: boolean): string[] {
  const plan: string[] = [];
  if (report.pulumi.status !== 'ok' && !env.COLORTELLER_PULUMI) {
    const build =
      report.go.status === 'ok'
        ? 'else build it from Go modules'
        : `else fail, as a build needs Go and ${report.go.detail}`;
    plan.push(`download the Pulumi CLI into ${pulumiCacheFolder(env)}, ${build}`);
  }
  if (wantsDocker && report.docker.status !== 'ok') {
    plan.push('start the Docker daemon, installed first if need be (Debian or Ubuntu, as root)');
  }
  return plan;
}

async function setup(
  context: CommandContext,
  tools: SetupTools,
  options: SetupOptions,
): Promise<void> {
  const stream = options.json === true ? context.stderr : context.stdout;
  const paint = paintFor(stream);
  const tick = (text: string): void => void stream.write(`${paint('green', '✔')} ${text}\n`);
  const install: InstallContext = {
    env: context.env,
    clock: tools.clock,
    signal: context.signal,
    report: createProgressWriter(stream, paint),
  };
  const startedAtMs = tools.clock.nowMs();
  try {
    const pulumi = await getPulumi(install, tools.pulumi);
    tick(`Pulumi CLI v${pulumi.version}: ${pulumi.command}`);
    const docker =
      options.docker === true ? await installDocker(install, tools.docker(context.env)) : null;
    if (docker !== null) tick(`Docker ${docker.version}: ${docker.host}`);
    const elapsedMs = tools.clock.nowMs() - startedAtMs;
    tick(`Everything is installed (${duration(elapsedMs)}). Next: npx colorteller demo`);
    if (options.json === true) {
      context.stdout.write(
        `${JSON.stringify({ pulumi, docker, elapsedMs } satisfies SetupReport)}\n`,
      );
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
    stream.write('Stopped; no partial installation is left.\n');
  }
}

/** A CLI on PATH that is too old stays; the new one is installed beside it. COLORTELLER_PULUMI must name a valid one. */
async function getPulumi(
  context: InstallContext,
  methods: readonly InstallMethod[],
): Promise<FoundPulumi> {
  const found = context.env.COLORTELLER_PULUMI
    ? await findPulumi(context.env)
    : (await searchPulumi(context.env)).found;
  return found ?? installPulumi(context, methods);
}
