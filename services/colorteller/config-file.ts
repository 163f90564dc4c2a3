import { open } from 'node:fs/promises';
import type { z } from 'zod';
import { ALLOWED_COLORS, isCssColor } from './color.ts';
import { appConfigSchema, type AppConfig } from './wire.ts';

/** Largest config file that is read, in bytes. */
export const MAX_CONFIG_BYTES = 1_048_576;

/** What is read of a file at once, in bytes. */
const PART_BYTES = 65_536;

/** The result of reading a file once. */
export type Reading<T = AppConfig> =
  | { kind: 'config'; config: T }
  /** Missing or half written: another read may succeed a moment later. */
  | { kind: 'torn'; problem: string }
  /** Complete, but not a config: only another write can fix it. */
  | { kind: 'invalid'; problem: string };

/** Makes a config of a document; throws an Error that says what is wrong with it. */
export type Check<T> = (document: unknown) => T;

/** Which file, and what it has to hold. */
export interface ConfigFile<T> {
  /** Path, absolute or from the working folder. */
  file: string;
  check: Check<T>;
  /** What a problem calls it. Default: config file. */
  what?: string;
  /** Largest that is read, in bytes. Default {@link MAX_CONFIG_BYTES}. */
  maxBytes?: number;
}

/** Reads and validates a file of JSON once; never throws, the problem is part of the answer. */
export async function readConfigFile<T>(config: ConfigFile<T>): Promise<Reading<T>> {
  let text: string;
  try {
    text = await readLimited(config.file, config.maxBytes ?? MAX_CONFIG_BYTES);
  } catch (error) {
    return unreadable(nameOf(config), error);
  }
  return parseConfig(config, text);
}

const nameOf = ({ what = 'config file', file }: Pick<ConfigFile<unknown>, 'what' | 'file'>) =>
  `${what} ${file}`;

/** The config in `text`, or what is wrong with it; the file is only named in the problem. */
export function parseConfig<T>(config: ConfigFile<T>, text: string): Reading<T> {
  const { check, maxBytes = MAX_CONFIG_BYTES } = config;
  const name = nameOf(config);
  if (text.length > maxBytes) {
    return { kind: 'invalid', problem: `${name} is larger than ${maxBytes} bytes` };
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // The parser's message would quote the file, which may hold a key.
    return { kind: 'torn', problem: `${name} is not JSON` };
  }
  try {
    return { kind: 'config', config: check(document) };
  } catch (error) {
    return { kind: 'invalid', problem: `${name} ${messageOf(error)}` };
  }
}

/** The application config in a document. @throws Error saying what is wrong with it. */
export const checkAppConfig: Check<AppConfig> = (document) => {
  const config = checkShape(appConfigSchema, 'region config')(document);
  if (isCssColor(config.color)) return config;
  throw new Error(`has color ${JSON.stringify(config.color)}, allowed: ${ALLOWED_COLORS}`);
};

/** Checks a document against a schema. @param what it should be, in words. */
export function checkShape<T>(schema: z.ZodType<T>, what: string): Check<T> {
  return (document) => {
    const result = schema.safeParse(document);
    if (result.success) return result.data;
    const issues = result.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'document'}: ${message}`,
    );
    throw new Error(`is not a ${what}: ${issues.join('; ')}`);
  };
}

async function readLimited(file: string, maxBytes: number): Promise<string> {
  await using handle = await open(file, 'r');
  const parts: Buffer[] = [];
  // One byte more than allowed shows that there is too much.
  for (let left = maxBytes + 1; left > 0;) {
    const buffer = Buffer.allocUnsafe(Math.min(left, PART_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length);
    if (bytesRead === 0) break;
    parts.push(buffer.subarray(0, bytesRead));
    left -= bytesRead;
  }
  return Buffer.concat(parts).toString('utf8');
}

function unreadable(name: string, error: unknown): Reading<never> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { kind: 'torn', problem: `${name} does not exist` };
  }
  return { kind: 'invalid', problem: `${name} cannot be read: ${messageOf(error)}` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
