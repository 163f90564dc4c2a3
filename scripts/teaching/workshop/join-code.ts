import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { contextsFile } from '../../cli/client/contexts.ts';

/** No characters that look alike: a code is read from a projector. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 3;
const GROUP = 4;
const CODE = /^[a-z2-9]{4}(-[a-z2-9]{4}){2}$/;

/** Folder of a person's workshops: beside their contexts, so that a workshop that is started again keeps code and session. */
export function workshopFolder(env: NodeJS.ProcessEnv): string {
  return path.join(path.dirname(contextsFile(env)), 'workshop');
}

/**
 * The code that attendees report with: that of the last workshop, as the handouts have it, or a new one.
 * It allows only reporting. It has 59 bits and the server limits wrong codes, so it cannot be guessed.
 */
export async function openJoinCode(folder: string, { isNew }: { isNew: boolean }): Promise<string> {
  const file = path.join(folder, 'code');
  const existing = isNew ? '' : (await readFile(file, 'utf8').catch(() => '')).trim();
  if (CODE.test(existing)) return existing;
  const code = newCode();
  await writeFileAtomic(file, `${code}\n`, { mode: 0o600 });
  return code;
}

/** A code as a person may type it: capitals, blanks and dashes do not matter. */
export function plainCode(text: string): string {
  return text.toLowerCase().replaceAll(/[\s-]/g, '');
}

function newCode(): string {
  const sign = () => SIGNS[randomInt(SIGNS.length)] ?? '';
  const group = () => Array.from({ length: GROUP }, sign).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
