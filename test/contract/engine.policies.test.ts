import { describeEnginePolicies } from '../support/engine-policy-contract.ts';
import { embeddedEngine } from '../support/real-engines.ts';
import { processRegions } from '../support/region-runtime.ts';

describeEnginePolicies('embedded, on local processes', {
  regions: () => processRegions(),
  createEngine: embeddedEngine,
});
