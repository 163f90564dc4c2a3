import { describeEngine } from '../support/engine-contract.ts';
import { pulumiEngine } from '../support/real-engines.ts';
import { processRegions } from '../support/region-runtime.ts';

describeEngine('pulumi, on local processes', {
  regions: () => processRegions(),
  createEngine: pulumiEngine,
});
