import { describeEngine } from '../support/engine-contract.ts';
import { embeddedEngine } from '../support/real-engines.ts';
import { processRegions } from '../support/region-runtime.ts';

describeEngine('embedded, on local processes', {
  regions: () => processRegions(),
  createEngine: embeddedEngine,
});
