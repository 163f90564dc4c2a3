import { z } from 'zod';
import { list, text } from '../../common/field.ts';

export const versionRecordSchema = z.object({
  image: z.string().min(1).max(255).describe('The name that is promoted'),
  tag: z.string().min(1).max(128).describe('Its part after the colon'),
  content: z.string().min(1).max(255).describe('The name of the same image by its content'),
  hosts: z
    .array(
      z.object({
        host: z.string().min(1).describe('The Docker host'),
        digest: z
          .string()
          .regex(/^sha256:[0-9a-f]{64}$/)
          .describe('Id of the image on that host'),
      }),
    )
    .min(1)
    .describe('Where it was built'),
  commit: z
    .object({
      id: z
        .string()
        .regex(/^[0-9a-f]{40,64}$/)
        .describe('The git commit'),
      dirty: z.boolean().describe('Files differed from the commit'),
    })
    .nullable()
    .describe('Of the sources; null where they are in no git repository'),
  atMs: z.number().nonnegative().describe('When it was built; milliseconds since the epoch'),
  actor: z.string().min(1).describe('Who built it; up for a build by that command'),
});

/** One image that was built, as the version datastore keeps it: a line of `versions.jsonl`. */
export type VersionRecord = z.infer<typeof versionRecordSchema>;

export const versionViewSchema = versionRecordSchema.extend({
  regions: list(z.string(), 'Regions that answer from it'),
  release: text('The latest release that promotes it').nullable(),
});

/** A version with where it is now. */
export type VersionView = z.infer<typeof versionViewSchema>;
