import { z } from 'zod';

/** One image that was built, as the version datastore keeps it: a line of `versions.jsonl`. */
export const versionRecordSchema = z.strictObject({
  /** The name that a dynamic config promotes, such as `colorteller:1f2e3d4c5b6a` or `colorteller:spring`. */
  image: z.string().min(1).max(255),
  tag: z.string().min(1).max(128),
  /** The name of the same image by its content: equal for equal recipes and services. */
  content: z.string().min(1).max(255),
  /** Id of the image on each Docker host that has it; each host builds its own. */
  hosts: z
    .array(
      z.strictObject({
        host: z.string().min(1),
        digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
      }),
    )
    .min(1),
  /** Of the sources that it was built from; null where they are in no git repository. */
  commit: z
    .strictObject({ id: z.string().regex(/^[0-9a-f]{40,64}$/), dirty: z.boolean() })
    .nullable(),
  /** When, milliseconds since the epoch. */
  atMs: z.number().nonnegative(),
  /** Who built it. */
  actor: z.string().min(1),
});

export type VersionRecord = z.infer<typeof versionRecordSchema>;
