import { describeProvider } from '../support/provider-suite.ts';
import { processRegions } from '../support/region-runtime.ts';

describeProvider('local processes', () => processRegions());
