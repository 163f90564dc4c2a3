import { describeEngineCells } from '../support/engine-cells-contract.ts';
import { embeddedEngine } from '../support/real-engines.ts';
import { processRegions } from '../support/region-runtime.ts';

describeEngineCells('embedded, on local processes', {
  regions: () => processRegions(),
  createEngine: embeddedEngine,
});
