import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openSessionKeys } from '../../../../../orchestrator/control-plane/keys/session-file.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

it('accepts the keys of the latest five runs, and stores none of their texts', async () => {
  await using folder = await tempFolder();
  const keys: string[] = [];
  for (let run = 0; run < 6; run++) keys.push((await openSessionKeys(folder.path)).key);
  const { key, isKey } = await openSessionKeys(folder.path);
  expect([...keys, key].map(isKey)).toEqual([false, false, true, true, true, true, true]);
  expect(isKey('')).toBe(false);
  expect(await readdir(folder.path)).toEqual(['sessions.json']);
  const file = path.join(folder.path, 'sessions.json');
  const text = await readFile(file, 'utf8');
  expect([...keys, key].filter((one) => text.includes(one.slice(8)))).toEqual([]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('replaces a damaged file', async () => {
  await using folder = await tempFolder();
  await writeFile(path.join(folder.path, 'sessions.json'), '{');
  const { key } = await openSessionKeys(folder.path);
  expect((await openSessionKeys(folder.path)).isKey(key)).toBe(true);
});

it('makes codes that work once, also as a person types them, and forgets the oldest unused ones', async () => {
  await using folder = await tempFolder();
  const { newCode, redeem } = await openSessionKeys(folder.path);
  const code = newCode();
  expect(code).toMatch(/^[2-9a-hjkmnp-z]{4}-[2-9a-hjkmnp-z]{4}$/);
  expect([redeem(code), redeem(code)]).toEqual([true, false]);
  expect(redeem(newCode().replace('-', '').toUpperCase())).toBe(true);
  const oldest = newCode();
  const latest = Array.from({ length: 20 }, newCode).at(-1) ?? '';
  expect([redeem(oldest), redeem(latest), redeem('')]).toEqual([false, true, false]);
});
