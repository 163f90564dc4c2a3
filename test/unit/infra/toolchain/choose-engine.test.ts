import { expect, it } from 'vitest';
import { chooseEngine, type EngineRequest } from '../../../../infra/toolchain/choose-engine.ts';
import { AppError } from '../../../../orchestrator/common/errors/app-error.ts';

type Present = Partial<Record<'pulumi' | 'docker' | 'plugin', 'ok' | 'too-old' | 'broken'>>;

function reportOf({ pulumi, docker, plugin }: Present): EngineRequest['report'] {
  const tool = (name: string, action: string, status: Present['pulumi']) => ({
    status: status ?? ('missing' as const),
    detail: `${name} ${status ?? 'missing'}`,
    ...(status === 'ok' ? {} : { action }),
  });
  return {
    pulumi: tool('pulumi', 'npx colorteller setup', pulumi),
    docker: tool('docker', 'npx colorteller setup --docker', docker),
    dockerPlugin: tool('plugin', 'pulumi plugin install resource docker', plugin),
  };
}

type Request = Partial<Omit<EngineRequest, 'report'>>;

function choose(requested: Request, present: Present) {
  const { engine = 'auto', runtime = 'auto', provider = 'auto' } = requested;
  return chooseEngine({ engine, runtime, provider, report: reportOf(present) });
}

const ALL: Present = { pulumi: 'ok', docker: 'ok', plugin: 'ok' };

it.each<[Request, Present, string]>([
  [{}, ALL, 'pulumi docker stock'],
  [{}, { pulumi: 'ok', docker: 'ok' }, 'pulumi docker own'],
  [{}, { pulumi: 'ok' }, 'pulumi process own'],
  [{}, { pulumi: 'ok', plugin: 'ok' }, 'pulumi process own'],
  [{}, { docker: 'ok' }, 'embedded docker own'],
  [{}, { docker: 'ok', plugin: 'ok' }, 'embedded docker own'],
  [{}, {}, 'embedded process own'],
  [{}, { pulumi: 'too-old', docker: 'ok' }, 'embedded docker own'],
  [{}, { pulumi: 'broken' }, 'embedded process own'],
  [{ engine: 'embedded' }, ALL, 'embedded docker own'],
  [{ runtime: 'process' }, ALL, 'pulumi process own'],
  [{ engine: 'embedded', runtime: 'process' }, ALL, 'embedded process own'],
  [{ provider: 'own' }, ALL, 'pulumi docker own'],
  [{ provider: 'stock' }, ALL, 'pulumi docker stock'],
  [{ engine: 'pulumi', runtime: 'docker', provider: 'stock' }, ALL, 'pulumi docker stock'],
])('takes for %j on a machine with %j: %s', (requested, present, taken) => {
  const { engine, runtime, provider } = choose(requested, present);
  expect([engine, runtime, provider].join(' ')).toBe(taken);
});

it.each<[Request, Present, string, string]>([
  [
    { engine: 'pulumi' },
    { docker: 'ok' },
    'PULUMI_MISSING',
    'npx colorteller setup; or use --engine embedded',
  ],
  [
    { engine: 'pulumi' },
    { pulumi: 'broken' },
    'PULUMI_MISSING',
    'npx colorteller setup; or use --engine embedded',
  ],
  [
    { engine: 'pulumi' },
    { pulumi: 'too-old' },
    'PULUMI_TOO_OLD',
    'npx colorteller setup; or use --engine embedded',
  ],
  [
    { runtime: 'docker' },
    { pulumi: 'ok' },
    'DOCKER_UNAVAILABLE',
    'npx colorteller setup --docker; or use --runtime process',
  ],
  [
    { provider: 'stock' },
    { docker: 'ok', plugin: 'ok' },
    'PULUMI_MISSING',
    'npx colorteller setup; or use --engine embedded',
  ],
  [
    { provider: 'stock' },
    { pulumi: 'ok', plugin: 'ok' },
    'DOCKER_UNAVAILABLE',
    'npx colorteller setup --docker; or use --runtime process',
  ],
  [
    { provider: 'stock' },
    { pulumi: 'ok', docker: 'ok' },
    'BAD_INPUT',
    'Use --provider own, or type: pulumi plugin install resource docker',
  ],
  [
    { provider: 'stock', runtime: 'process' },
    ALL,
    'BAD_INPUT',
    'Use --runtime docker, or --provider own.',
  ],
  [
    { provider: 'stock', engine: 'embedded' },
    ALL,
    'BAD_INPUT',
    'Use --engine pulumi, or --provider own.',
  ],
])('refuses %j on a machine with %j: %s', (requested, present, code, action) => {
  const error = caught(() => choose(requested, present));
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code, action });
});

it('says what is taken and why, one sentence each', () => {
  expect(choose({}, ALL).reasons).toEqual([
    'Engine pulumi: the real Pulumi CLI, pulumi ok.',
    'Runtime docker: containers, by Docker docker ok.',
    "Provider stock: Pulumi's Docker plugin, plugin ok.",
  ]);
});

it('says how to get the more real one', () => {
  expect(choose({}, {}).reasons).toEqual([
    'Engine embedded: there is no Pulumi CLI to use (pulumi missing); for the real one: npx colorteller setup',
    'Runtime process: regions are local processes, because no Docker daemon answers; for containers: npx colorteller setup --docker',
    'Provider own: the only one of the embedded engine.',
  ]);
});

it('does not advertise the more real tool when the other one is requested', () => {
  expect(choose({ engine: 'embedded', runtime: 'process', provider: 'own' }, {}).reasons).toEqual([
    'Engine embedded: requested; the Pulumi CLI is not used.',
    'Runtime process: requested; regions are local processes.',
    'Provider own: requested.',
  ]);
});

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
