import { z } from 'zod';

/**
 * What every event of every version has. What else belongs to its type is known to the reducer, which an import
 * plays it through.
 */
const eventSchema = z.looseObject({
  type: z.string().min(1),
  /** Milliseconds since the epoch. */
  atMs: z.number().nonnegative(),
});

/** A line of an export after its first. */
export const storedEventSchema = z.strictObject({ seq: z.int().positive(), event: eventSchema });
