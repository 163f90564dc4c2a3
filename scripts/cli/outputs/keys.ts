import { z } from 'zod';
import { text } from '../../../orchestrator/common/field.ts';
import { KEY_KINDS } from '../../../orchestrator/control-plane/keys/key-file.ts';

const key = {
  id: text('Its id, for keys rotate and keys revoke'),
  kind: z
    .enum(KEY_KINDS)
    .describe('What it gives access to: specs of an environment, the Console API, or OFREP'),
  environment: text('Of a server key').nullable(),
};

export const keys = z
  .array(z.object({ ...key, createdAt: z.iso.datetime().describe('When it was created') }))
  .describe('The keys; only their hashes are stored.');

export const newKey = z
  .object({ ...key, key: text('The key. It is not shown again') })
  .describe('The new key.');

export const revokedKey = z
  .object({ revoked: text('The id of the key') })
  .describe('The revoked key.');

export type RevokedKey = z.infer<typeof revokedKey>;
