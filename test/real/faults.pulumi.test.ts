import { faultyEngine } from '../../infra/engine/faulty-engine.ts';
import { killUpdate } from '../../infra/engine/pulumi/kill-update.ts';
import { faultSuite } from '../support/fault-suite.ts';
import { pulumiEngine } from '../support/real-engines.ts';

faultSuite('the engine pulumi', {
  killUpdate,
  createEngine: async (folder, faults) => {
    const { engine, ...open } = await pulumiEngine(folder, { faults });
    return { ...open, engine: faultyEngine(engine, faults.gate) };
  },
});
