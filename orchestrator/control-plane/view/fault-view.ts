import type { Fault } from '../../core/definition/fault.ts';
import type { FaultCount } from '../../core/faults/fault-registry.ts';

/** A fault that is active, with how often it could strike and did. */
export interface FaultView extends Fault, FaultCount {
  /** It is in the workspace file, and is cleared there. */
  isFromFile: boolean;
}
