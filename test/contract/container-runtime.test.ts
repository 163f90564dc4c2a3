import { describeContainerRuntime } from '../support/container-runtime-suite.ts';
import { processRegions } from '../support/region-runtime.ts';

describeContainerRuntime('process', () => processRegions());
