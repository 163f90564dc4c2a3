import { open } from 'node:fs/promises';
import { ALLOWED_COLORS, isCssColor } from './color.ts';
import { appConfigSchema, type AppConfig } from './wire.ts';

/** Largest config file that is read, in bytes. */
export const MAX_CONFIG_BYTES = 65_536;

/** What one look at the config file gave. */
export type Reading =
  | { kind: 'config'; config: AppConfig }
  /** Missing or half written: the same look may succeed a moment later. */
  | { kind: 'torn'; problem: string }
  /** Complete, but not a config: only another write can mend it. */
  | { kind: 'invalid'; problem: string };

/** Reads and validates the config file once; never throws, the problem is part of the answer. */
export async function readConfigFile(file: string): Promise<Reading> {
  let text: string;
  try {
    text = await readLimited(file);
  } catch (error) {
    return unreadable(file, error);
  }
  return parseConfig(file, text);
}

/** The config in `text`, or what is wrong with it; `file` is only named in the problem. */
export function parseConfig(file: string, text: string): Reading {
  if (text.length > MAX_CONFIG_BYTES) {
    return {
      kind: 'invalid',
      problem: `config file ${file} is larger than ${MAX_CONFIG_BYTES} bytes`,
    };
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { kind: 'torn', problem: `config file ${file} is not JSON: ${messageOf(error)}` };
  }
  const result = appConfigSchema.safeParse(document);
  if (!result.success) {
    const issues = result.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'document'}: ${message}`,
    );
    return {
      kind: 'invalid',
      problem: `config file ${file} is not a region config: ${issues.join('; ')}`,
    };
  }
  const config = result.data;
  if (!isCssColor(config.color)) {
    const found = JSON.stringify(config.color);
    return {
      kind: 'invalid',
      problem: `config file ${file} has color ${found}, allowed: ${ALLOWED_COLORS}`,
    };
  }
  return { kind: 'config', config };
}

async function readLimited(file: string): Promise<string> {
  await using handle = await open(file, 'r');
  const buffer = Buffer.alloc(MAX_CONFIG_BYTES + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
    length += bytesRead;
    if (bytesRead === 0 || length === buffer.length) return buffer.toString('utf8', 0, length);
  }
}

function unreadable(file: string, error: unknown): Reading {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { kind: 'torn', problem: `config file ${file} does not exist` };
  }
  return { kind: 'invalid', problem: `config file ${file} cannot be read: ${messageOf(error)}` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
