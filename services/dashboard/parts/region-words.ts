import type { RegionView, StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { colorOf } from './value-text.ts';

/** One of the three truths of a region: which colour and version it is about. */
export interface Truth {
  word: 'decided' | 'applied' | 'answered';
  color: string | null;
  version: number | null;
  /** Whether it is the decided version. */
  agrees: boolean;
}

export function truthsOf({ decided, applied, answered }: RegionView): Truth[] {
  const version = decided?.configVersion ?? null;
  const truth = (
    word: Truth['word'],
    found: { color: string | null; configVersion: number } | null,
  ): Truth => ({
    word,
    color: found?.color ?? null,
    version: found?.configVersion ?? null,
    agrees: found?.configVersion === version,
  });
  const color = decided === null ? null : (colorOf(decided.value) ?? null);
  return [
    truth('decided', decided === null ? null : { color, configVersion: decided.configVersion }),
    truth('applied', applied),
    truth('answered', answered),
  ];
}

/** Whether a fault affects a region or its stack. */
export function isFaulty(faults: StateView['faults'], { name, stack }: RegionView): boolean {
  return faults.some(
    (fault) =>
      (fault.region === undefined && fault.stack === undefined) ||
      fault.region === name ||
      (fault.stack !== undefined && fault.stack === stack),
  );
}
