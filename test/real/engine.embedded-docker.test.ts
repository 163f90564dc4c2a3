import { describeEngine } from '../support/engine-contract.ts';
import { embeddedEngine } from '../support/real-engines.ts';
import { dockerRegions } from '../support/region-runtime.ts';

describeEngine('embedded, on Docker', { regions: dockerRegions, createEngine: embeddedEngine });
