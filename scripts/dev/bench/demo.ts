import { findDocker } from '../../../infra/toolchain/find-docker.ts';
import { findPulumi } from '../../../infra/toolchain/find-pulumi.ts';
import type { EngineOptions } from '../../cli/commands/run-options.ts';
import { playDemo, type Narrator } from '../../teaching/demo/demo.ts';
import type { BenchContext, BenchGroup } from './bench-context.ts';
import { figure, type Figure } from './figure.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

const RUNS = 3;
const BOTH_BLUE = 3;

/** From the start of the demo until both regions answer blue, and until it has ended and cleaned up. */
export const demoBench: BenchGroup = async (context) => [
  ...(await measure(context, { engine: 'embedded', runtime: 'process', provider: 'own' })),
  ...(await measureReal(context)),
];

async function measureReal(context: BenchContext): Promise<Figure[]> {
  const pulumi = await findPulumi(context.env);
  const docker = await findDocker(context.env, realClock);
  if (pulumi === undefined || 'problem' in docker) {
    context.progress(
      'demo: the real engine is not measured; get it with: npx colorteller setup --docker',
    );
    return [];
  }
  return measure(context, { engine: 'pulumi', runtime: 'docker', provider: 'own' });
}

async function measure(context: BenchContext, choice: EngineOptions): Promise<Figure[]> {
  const kind = `${choice.engine}/${choice.runtime}`;
  const toBlue: number[] = [];
  const whole: number[] = [];
  for (let n = 1; n <= RUNS; n++) {
    context.progress(`demo: ${kind}, run ${n} of ${RUNS}`);
    const startedAt = performance.now();
    const narrator = silent((step) => {
      if (step === BOTH_BLUE) toBlue.push(performance.now() - startedAt);
    });
    const { env, signal } = context;
    await playDemo({ ...choice, env, signal, stepDeadlineMs: 60_000 }, narrator);
    whole.push(performance.now() - startedAt);
  }
  return [
    figure({ group: 'demo', name: `start to both blue, ${kind}`, samples: toBlue }),
    figure({ group: 'demo', name: `seven steps and clean-up, ${kind}`, samples: whole }),
  ];
}

function silent(onStepEnded: (step: number) => void): Narrator {
  return {
    progress: () => undefined,
    opening: () => undefined,
    stepBegins: () => undefined,
    colorsChanged: () => undefined,
    unchanged: () => undefined,
    stepEnded: (number) => onStepEnded(number),
    pause: () => Promise.resolve(),
    closing: () => Promise.resolve(),
  };
}
