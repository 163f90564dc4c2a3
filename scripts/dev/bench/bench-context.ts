import type { Figure } from './figure.ts';

export interface BenchContext {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** The group was named: what it lacks is an error, and no reason to leave it out. */
  isSelected: boolean;
  /** Called while a measurement runs. */
  progress: (line: string) => void;
}

/** A group of figures, run by `npm run bench -- --only NAME`. */
export type BenchGroup = (context: BenchContext) => Promise<Figure[]>;
