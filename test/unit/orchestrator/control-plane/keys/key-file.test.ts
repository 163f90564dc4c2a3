import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  createKey,
  keyFile,
  readKeys,
  rotateKey,
  type KeyScope,
  type NewKey,
} from '../../../../../orchestrator/control-plane/keys/key-file.ts';
import { openWorkspaceKeys } from '../../../../../orchestrator/control-plane/keys/workspace-keys.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

const SCOPES: readonly KeyScope[] = [
  { kind: 'server', environment: 'staging' },
  { kind: 'server', environment: 'production' },
  { kind: 'console', environment: null },
  { kind: 'evaluation', environment: null },
];

async function createKeys(folder: string): Promise<NewKey[]> {
  const keys: NewKey[] = [];
  for (const scope of SCOPES) keys.push(await createKey(folder, scope, 0));
  return keys;
}

describe('the keys of a workspace', () => {
  it('are in a file that holds none of their texts, for its owner only', async () => {
    await using folder = await tempFolder();
    const keys = await createKeys(folder.path);
    const file = await readFile(keyFile(folder.path), 'utf8');
    expect(keys.filter(({ key }) => file.includes(key))).toEqual([]);
    expect((await stat(keyFile(folder.path))).mode & 0o777).toBe(0o600);
  });

  it('open what their kind is for, and nothing else', async () => {
    await using folder = await tempFolder();
    const keys = await createKeys(folder.path);
    const opened = openWorkspaceKeys(folder.path);
    const opens = (key: string) => [
      opened.environmentOf(key) ?? null,
      opened.isKeyOf('console')(key),
      opened.isKeyOf('evaluation')(key),
    ];
    expect(keys.map(({ key }) => opens(key))).toEqual([
      ['staging', false, false],
      ['production', false, false],
      [null, true, false],
      [null, false, true],
    ]);
    expect(opens('')).toEqual([null, false, false]);
  });

  it('are rotated: the new one opens what the old one opened, which opens nothing', async () => {
    await using folder = await tempFolder();
    const old = await createKey(folder.path, { kind: 'server', environment: 'staging' }, 0);
    const opened = openWorkspaceKeys(folder.path);
    expect(opened.environmentOf(old.key)).toBe('staging');
    const made = await rotateKey(folder.path, old.id, 0);
    expect([opened.environmentOf(old.key), opened.environmentOf(made.key)]).toEqual([
      undefined,
      'staging',
    ]);
    await expect(rotateKey(folder.path, old.id, 0)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are read from a file of before there were kinds', async () => {
    await using folder = await tempFolder();
    const { id, key } = await createKey(folder.path, { kind: 'server', environment: 'staging' }, 0);
    const [{ kind, ...old }] = readKeys(folder.path) as [ReturnType<typeof readKeys>[number]];
    await writeFile(keyFile(folder.path), JSON.stringify({ keys: [old] }));
    expect([kind, readKeys(folder.path)[0]?.id]).toEqual(['server', id]);
    expect(openWorkspaceKeys(folder.path).environmentOf(key)).toBe('staging');
  });

  it('open nothing while their file is damaged, which is reported once', async () => {
    await using folder = await tempFolder();
    const { key } = await createKey(folder.path, { kind: 'console', environment: null }, 0);
    const errors: unknown[] = [];
    const isConsoleKey = openWorkspaceKeys(folder.path, (error) => errors.push(error)).isKeyOf(
      'console',
    );
    expect(isConsoleKey(key)).toBe(true);
    await writeFile(keyFile(folder.path), '{"keys":');
    expect([isConsoleKey(key), isConsoleKey(key)]).toEqual([false, false]);
    expect(errors).toMatchObject([{ code: 'BAD_INPUT' }]);
  });

  it('are changed by one command at a time: none is lost', async () => {
    await using folder = await tempFolder();
    const scope = { kind: 'server', environment: 'staging' } as const;
    const made = await Promise.allSettled([1, 2, 3].map(() => createKey(folder.path, scope, 0)));
    const kept = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
    expect(readKeys(folder.path).map(({ id }) => id)).toEqual(kept);
    expect(kept.length).toBeGreaterThan(0);
  });
});
