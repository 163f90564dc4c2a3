import { faultyEngine } from '../../infra/engine/faulty-engine.ts';
import { faultSuite } from '../support/fault-suite.ts';
import { pulumiEngine } from '../support/real-engines.ts';
import { killUpdate } from '../../infra/engine/pulumi/stack-lock.ts';

faultSuite('the engine pulumi', {
  killUpdate,
  createEngine: async (folder, faults) => {
    const { engine, ...open } = await pulumiEngine(folder, { faults });
    return { ...open, engine: faultyEngine(engine, faults.gate) };
  },
});
