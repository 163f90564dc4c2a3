import { createEmbeddedEngine } from '../../infra/engine/embedded-engine.ts';
import { faultyEngine } from '../../infra/engine/faulty-engine.ts';
import { faultyProvider } from '../../infra/provider/faulty-provider.ts';
import { createProvider } from '../../infra/provider/provider.ts';
import { createRuntimes } from '../../infra/provider/runtimes.ts';
import { faultSuite } from '../support/fault-suite.ts';
import { realClock as clock } from '../../orchestrator/common/real-clock.ts';

faultSuite('the engine embedded', {
  createEngine: (folder, { gate }) => {
    const runtimes = createRuntimes({ clock, env: process.env });
    const provider = faultyProvider(createProvider({ runtimes, clock }), gate);
    const engine = faultyEngine(createEmbeddedEngine({ folder, provider, clock }), gate);
    return Promise.resolve({ engine, [Symbol.asyncDispose]: () => engine.close() });
  },
});
