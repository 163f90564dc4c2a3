import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { ToolchainReport } from './inspect-toolchain.ts';

/** The requested choice, and what this machine has. */
export interface EngineRequest {
  engine: 'auto' | 'pulumi' | 'embedded';
  runtime: 'auto' | 'docker' | 'process';
  /** Who makes the containers: Pulumi's stock Docker plugin, or ours. */
  provider: 'auto' | 'stock' | 'own';
  report: Pick<ToolchainReport, 'pulumi' | 'docker' | 'dockerPlugin'>;
}

export interface EngineChoice {
  engine: 'pulumi' | 'embedded';
  runtime: 'docker' | 'process';
  provider: 'stock' | 'own';
  /** One sentence each for engine, runtime and provider: which, why, and how to get the more real one. */
  reasons: string[];
}

/**
 * Takes the requested choice, and for `auto` the most real that this machine has.
 * @throws AppError PULUMI_MISSING, PULUMI_TOO_OLD or DOCKER_UNAVAILABLE when the requested tool is not here; BAD_INPUT
 * when the stock provider is requested and is not installed, or requested together with what it does not support.
 */
export function chooseEngine(request: EngineRequest): EngineChoice {
  const { report } = request;
  if (request.provider === 'stock') refuseImpossibleStock(request);
  const needsAll = request.provider === 'stock';
  const engine = chooseOne(request.engine, needsAll, report.pulumi, 'pulumi', 'embedded');
  if (engine === 'pulumi') requirePulumi(request);
  const runtime = chooseOne(request.runtime, needsAll, report.docker, 'docker', 'process');
  if (runtime === 'docker') requireDocker(request);
  const isStock =
    needsAll ||
    (request.provider === 'auto' &&
      engine === 'pulumi' &&
      runtime === 'docker' &&
      report.dockerPlugin.status === 'ok');
  const choice = { engine, runtime, provider: isStock ? 'stock' : 'own' } as const;
  return {
    ...choice,
    reasons: [
      engineReason(choice, request),
      runtimeReason(choice, request),
      providerReason(choice, request),
    ],
  };
}

type Choice = Omit<EngineChoice, 'reasons'>;

function chooseOne<Real extends string, Simple extends string>(
  requested: 'auto' | Real | Simple,
  isNeeded: boolean,
  tool: { status: string },
  real: Real,
  simple: Simple,
): Real | Simple {
  if (requested !== 'auto') return requested;
  return isNeeded || tool.status === 'ok' ? real : simple;
}

function refuseImpossibleStock({ engine, runtime, report }: EngineRequest): void {
  if (engine === 'embedded') {
    throw new AppError(
      'BAD_INPUT',
      'The stock provider needs --engine pulumi: the embedded engine has only ours.',
      {
        action: 'Use --engine pulumi, or --provider own.',
      },
    );
  }
  if (runtime === 'process') {
    throw new AppError(
      'BAD_INPUT',
      'The stock provider makes containers only: it has no --runtime process.',
      {
        action: 'Use --runtime docker, or --provider own.',
      },
    );
  }
  if (report.dockerPlugin.status !== 'ok') {
    throw new AppError(
      'BAD_INPUT',
      `--provider stock needs Pulumi's Docker plugin: ${report.dockerPlugin.detail}.`,
      {
        action: `Use --provider own, or type: ${report.dockerPlugin.action ?? 'pulumi plugin install resource docker'}`,
      },
    );
  }
}

function requirePulumi({ report: { pulumi } }: EngineRequest): void {
  if (pulumi.status === 'ok') return;
  const code = pulumi.status === 'too-old' ? 'PULUMI_TOO_OLD' : 'PULUMI_MISSING';
  throw new AppError(code, `The engine "pulumi" needs the Pulumi CLI: ${pulumi.detail}.`, {
    action: `${pulumi.action ?? 'npx colorteller setup'}; or use --engine embedded`,
  });
}

function requireDocker({ report: { docker } }: EngineRequest): void {
  if (docker.status === 'ok') return;
  throw new AppError(
    'DOCKER_UNAVAILABLE',
    `The runtime "docker" needs a Docker daemon: ${docker.detail}.`,
    {
      action: `${docker.action?.replace(/\.$/, '') ?? 'npx colorteller setup --docker'}; or use --runtime process`,
      retryable: true,
    },
  );
}

function engineReason(
  { engine }: Choice,
  { engine: requested, report: { pulumi } }: EngineRequest,
): string {
  if (engine === 'pulumi') return `Engine pulumi: the real Pulumi CLI, ${pulumi.detail}.`;
  if (requested === 'embedded') return 'Engine embedded: requested; the Pulumi CLI is not used.';
  return `Engine embedded: there is no Pulumi CLI to use (${pulumi.detail}); for the real one: ${pulumi.action ?? 'npx colorteller setup'}`;
}

function runtimeReason(
  { runtime }: Choice,
  { runtime: requested, report: { docker } }: EngineRequest,
): string {
  if (runtime === 'docker') return `Runtime docker: containers, by Docker ${docker.detail}.`;
  if (requested === 'process') return 'Runtime process: requested; regions are local processes.';
  return `Runtime process: regions are local processes, because no Docker daemon answers; for containers: ${docker.action ?? 'npx colorteller setup --docker'}`;
}

function providerReason({ engine, runtime, provider }: Choice, request: EngineRequest): string {
  if (provider === 'stock')
    return `Provider stock: Pulumi's Docker plugin, ${request.report.dockerPlugin.detail}.`;
  if (request.provider === 'own') return 'Provider own: requested.';
  if (engine === 'embedded') return 'Provider own: the only one of the embedded engine.';
  if (runtime === 'process') return 'Provider own: the stock one makes containers only.';
  return `Provider own: Pulumi's Docker plugin is not installed; for the stock one: ${request.report.dockerPlugin.action ?? 'pulumi plugin install resource docker'}`;
}
