import { z } from 'zod';
import {
  KEY_KINDS,
  type NewKey,
  type StoredKey,
} from '../../../orchestrator/control-plane/keys/key-file.ts';
import { exactly, text } from './exactly.ts';

const key = {
  id: text('What keys rotate and keys revoke take'),
  kind: z
    .enum(KEY_KINDS)
    .describe('What it opens: specs of an environment, the Console API, or OFREP'),
  environment: text('Of a server key').nullable(),
};

export const keys = exactly<Omit<StoredKey, 'hash'>[]>()(
  z
    .array(z.strictObject({ ...key, createdAt: z.iso.datetime().describe('Since when it is') }))
    .describe('The keys there are; a key itself is nowhere kept.'),
);

export const newKey = exactly<NewKey>()(
  z
    .strictObject({ ...key, key: text('The key. It is not shown again') })
    .describe('The key that was made.'),
);

export const revokedKey = z
  .strictObject({ revoked: text('The id of the key') })
  .describe('The key that opens nothing any more.');

export type RevokedKey = z.infer<typeof revokedKey>;
