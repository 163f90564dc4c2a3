import { Statsig } from '@statsig/statsig-node-core';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/**
 * The official SDK on these specs, with no network at all; it logs no exposures.
 * @throws AppError INTERNAL when the SDK does not take the specs.
 */
export async function sdkOn(specs: object): Promise<Statsig> {
  const result = JSON.stringify(specs);
  const sdk = new Statsig('secret-local', {
    disableNetwork: true,
    disableAllLogging: true,
    outputLogLevel: 'none',
    dataStore: {
      initialize: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
      get: () => Promise.resolve({ result, time: Date.now() }),
      set: () => Promise.resolve(),
      supportPollingUpdatesFor: () => Promise.resolve(false),
    },
  });
  const { isSuccess, error } = await sdk.initialize();
  if (isSuccess) return sdk;
  await sdk.shutdown();
  throw new AppError('INTERNAL', `Statsig's SDK refuses the specs: ${error ?? 'no reason given'}`);
}
