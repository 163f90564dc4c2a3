import { z } from 'zod';
import { plainText } from './plain-text.ts';

const text = (most: number) => z.string().max(500).transform(plainText).pipe(z.string().max(most));
const count = z.int().min(0).max(100);

/** The progress of an attendee, as their own process reports it. Nothing of it is secret. */
export const progressSchema = z.strictObject({
  /** Folder of the lab: `01-first-purple-region`. */
  lab: z.string().regex(/^[a-z0-9-]{1,60}$/),
  /** How many hold now. */
  goals: z.strictObject({ done: count, of: count }),
  /** The first that does not yet; null once all do. */
  next: text(200).nullable(),
  /** What each region answers; null: nothing. */
  regions: z.array(z.strictObject({ name: text(60), color: text(60).nullable() })).max(40),
  /** Status of the latest release; null where there is none. */
  release: text(40).nullable(),
  /** For how long nothing of the above has changed: real time, in milliseconds. */
  stillForMs: z.int().min(0).max(31_536_000_000),
});

export type Progress = z.infer<typeof progressSchema>;

/** The longest name that is shown of an attendee. */
const LONGEST_NAME = 40;

/** `POST /api/progress`. */
export const reportSchema = z.strictObject({
  /** Made at random by the attendee's process: only its holder writes that row. */
  token: z.string().regex(/^[\w-]{43}$/),
  name: text(LONGEST_NAME).pipe(z.string().min(1)),
  progress: progressSchema,
});

export type Report = z.infer<typeof reportSchema>;
