import type { Clock } from '../../orchestrator/common/clock.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { Engine } from '../../orchestrator/ports/engine.ts';
import { createProvider, type ColorTellerProvider } from '../provider/provider.ts';
import { createEmbeddedEngine } from './embedded-engine.ts';
import { nameInUrn } from './urn.ts';
import { createMemoryStates } from './embedded/state-file.ts';

/**
 * An engine that deploys nothing: it records what a program registers, and plans the next program against that with the
 * provider's own checks and differences. For plans where nothing runs, as in CI.
 */
export function createOfflineEngine(clock: Clock): Engine {
  return createEmbeddedEngine({
    folder: createMemoryStates(),
    provider: recordingProvider(clock),
    clock,
  });
}

/** Checks and compares as the real one does; what it makes is its inputs. */
function recordingProvider(clock: Clock): ColorTellerProvider {
  const runtimes = () => {
    throw new AppError('INTERNAL', 'an offline plan reaches no host');
  };
  return {
    // A Provider of package docker reads this process's environment, too.
    ...createProvider({ runtimes, clock, env: process.env }),
    create: (urn, inputs) => Promise.resolve({ id: nameInUrn(urn), outs: inputs }),
    update: (_id, _urn, _olds, news) => Promise.resolve({ outs: news }),
    read: (id, _urn, props = {}) => Promise.resolve({ id, props }),
    delete: () => Promise.resolve(),
  };
}
