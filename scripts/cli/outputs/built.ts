import { z } from 'zod';
import { text } from '../../../orchestrator/common/field.ts';
import { versionRecordSchema } from '../../../orchestrator/runtime/versions/version-record.ts';

export const built = z
  .object({
    versions: z
      .array(versionRecordSchema)
      .describe('As recorded; more than one where hosts are of different kinds'),
    hosts: z
      .array(
        z.object({
          host: text('Of Docker'),
          image: text('The name that is promoted'),
          content: text('The name of the same image by its content'),
          digest: text('Its id on that host'),
          isBuilt: z.boolean().describe('False: the host had it already'),
        }),
      )
      .describe('The image on each Docker host'),
  })
  .describe('The outcome of the build.');
