import { describeEngineCells } from '../support/engine-cells-contract.ts';
import { pulumiEngine } from '../support/real-engines.ts';
import { dockerRegions } from '../support/region-runtime.ts';

describeEngineCells('pulumi, in containers', {
  regions: () => dockerRegions(),
  createEngine: pulumiEngine,
});
