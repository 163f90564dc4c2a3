import { z } from 'zod';
import type { BuiltVersions } from '../../../orchestrator/runtime/versions/build-version.ts';
import type { HostImage } from '../../../orchestrator/runtime/images/build-images.ts';
import type { VersionRecord } from '../../../orchestrator/runtime/versions/version-record.ts';
import type { VersionView } from '../../../orchestrator/runtime/versions/version-view.ts';
import { exactly, text, time } from './exactly.ts';

const record = {
  image: text('The name that is promoted'),
  tag: text('Its part after the colon'),
  content: text('The name of the same image by its content'),
  hosts: z
    .array(
      z.strictObject({ host: text('Of Docker'), digest: text('Id of the image on that host') }),
    )
    .describe('Where it was built'),
  commit: z
    .strictObject({
      id: text('Of git'),
      dirty: z.boolean().describe('Files differed from the commit'),
    })
    .nullable()
    .describe('Of the sources; null where they are in no git repository'),
  atMs: time('When it was built'),
  actor: text('By whom; up for what that command built by itself'),
};

export const version = exactly<VersionView>()(
  z
    .strictObject({
      ...record,
      regions: z.array(z.string()).describe('Regions that answer from it'),
      release: text('The latest release that promotes it').nullable(),
    })
    .describe('One image that was built, the newest first.'),
);

export const built = exactly<BuiltVersions>()(
  z
    .strictObject({
      versions: z
        .array(exactly<VersionRecord>()(z.strictObject(record)))
        .describe('As recorded; more than one where hosts are of different kinds'),
      hosts: z
        .array(
          exactly<HostImage>()(
            z.strictObject({
              host: text('Of Docker'),
              image: text('The name that is promoted'),
              content: text('The name of the same image by its content'),
              digest: text('Its id on that host'),
              isBuilt: z.boolean().describe('False: the host had it already'),
            }),
          ),
        )
        .describe('The image on each Docker host'),
    })
    .describe('What came of the build.'),
);
