import { describeEngine } from '../support/engine-contract.ts';
import { pulumiEngine } from '../support/real-engines.ts';
import { dockerRegions } from '../support/region-runtime.ts';

describeEngine('pulumi, on Docker', { regions: dockerRegions, createEngine: pulumiEngine });
