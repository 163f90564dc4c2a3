import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { hashOfKey } from './key-file.ts';

/** The keys that a browser may show instead of the control key. */
export interface SessionKeys {
  /** The one of this run, for the address that a person opens. */
  key: string;
  /** Whether a text is one of them; in constant time. */
  isKey: (text: string) => boolean;
  /** A short code that begins a session once, for an address that a person types. Void when the run ends. */
  newCode: () => string;
  /** Whether a text is such a code, with or without its dash; it is none any more from then on. */
  redeem: (text: string) => boolean;
}

const fileSchema = z.strictObject({
  /** SHA-256 in hexadecimal, oldest first. The keys themselves are nowhere. */
  hashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
});

/** Runs whose keys open the page; that of an older one opens nothing any more. */
const MAX_SESSION_KEYS = 5;

/** Easy to read from a projector and to type: neither 0 nor o, neither 1, i nor l. */
const CODE_CHARACTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const CODE_LENGTH = 8;
/** Codes that were not used yet; the oldest one makes room. */
const MAX_CODES = 20;

/**
 * Makes the session key of a run. Those of the latest runs go on opening the page, so that an open page survives a
 * restart; a damaged file is replaced.
 */
export async function openSessionKeys(folder: string): Promise<SessionKeys> {
  const file = path.join(folder, 'sessions.json');
  const key = `session-${randomBytes(24).toString('base64url')}`;
  const hashes = [...(await read(file)), hashOfKey(key)].slice(-MAX_SESSION_KEYS);
  await writeFileAtomic(file, `${JSON.stringify({ hashes }, null, 2)}\n`, { mode: 0o600 });
  const hashBytes = hashes.map((hash) => Buffer.from(hash, 'hex'));
  return {
    key,
    isKey: (text) => {
      const hash = Buffer.from(hashOfKey(text), 'hex');
      // Compares with every key, so that the time reveals nothing.
      return hashBytes.filter((candidate) => timingSafeEqual(candidate, hash)).length > 0;
    },
    ...createCodes(),
  };
}

function createCodes(): Pick<SessionKeys, 'newCode' | 'redeem'> {
  const codes = new Set<string>();
  const character = () => CODE_CHARACTERS[randomInt(CODE_CHARACTERS.length)] ?? '';
  return {
    newCode: () => {
      const code = Array.from({ length: CODE_LENGTH }, character).join('');
      codes.add(code);
      const [oldest] = codes;
      if (codes.size > MAX_CODES && oldest !== undefined) codes.delete(oldest);
      return `${code.slice(0, 4)}-${code.slice(4)}`;
    },
    redeem: (text) => codes.delete(text.toLowerCase().replaceAll('-', '')),
  };
}

async function read(file: string): Promise<string[]> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8'))).hashes;
  } catch {
    return [];
  }
}
