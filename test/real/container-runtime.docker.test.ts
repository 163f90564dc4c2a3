import { describeContainerRuntime } from '../support/container-runtime-suite.ts';
import { dockerRegions } from '../support/region-runtime.ts';

describeContainerRuntime('docker', dockerRegions);
