import { describeEnginePolicies } from '../support/engine-policy-contract.ts';
import { pulumiEngine } from '../support/real-engines.ts';
import { processRegions } from '../support/region-runtime.ts';

describeEnginePolicies('pulumi, on local processes', {
  regions: () => processRegions(),
  createEngine: pulumiEngine,
});
