import { StatsigUser, type Statsig } from '@statsig/statsig-node-core';
import type { BenchContext } from './bench-context.ts';
import { figure, type Figure } from './figure.ts';
import type { SdkFleet } from './sdk-fleet.ts';
import { ask } from './sdk-requests.ts';
import { CHANGED_CONFIG, type SdkServer } from './sdk-server.ts';
import { sdkOn } from './statsig-sdk.ts';

const ROUNDS = 7;
const CALLS = 20_000;

/** Evaluations per second of an SDK that is pushed to by us, against one that got the same specs once. */
export async function evaluationFigures(
  context: BenchContext,
  server: SdkServer,
  { clients }: SdkFleet,
): Promise<Figure[]> {
  const url = `${server.url}/v2/download_config_specs/${server.key}.json`;
  const specs = JSON.parse((await ask(url, 'identity')).body.toString()) as object;
  const alone = await sdkOn(specs);
  try {
    const attached = clients[0]?.sdk ?? alone;
    perSecond(attached);
    perSecond(alone);
    const samples: number[] = [];
    const baseline: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      context.signal.throwIfAborted();
      context.progress(`sdk: evaluations, ${round + 1} of ${ROUNDS}`);
      samples.push(perSecond(attached));
      baseline.push(perSecond(alone));
    }
    const name = 'evaluations of an attached SDK';
    return [figure({ group: 'sdk', name, unit: 'per s', samples, baseline })];
  } finally {
    await alone.shutdown();
  }
}

function perSecond(sdk: Statsig): number {
  const user = new StatsigUser({ userID: 'u1' });
  const startedAt = performance.now();
  for (let n = 0; n < CALLS; n++) sdk.getDynamicConfig(user, CHANGED_CONFIG);
  return (CALLS * 1_000) / (performance.now() - startedAt);
}
