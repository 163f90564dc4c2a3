import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { NewKey } from '../../orchestrator/control-plane/keys/key-file.ts';
import { readContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { colortellerAt, EMBEDDED, spawnUp } from '../support/cli.ts';
import { askForStream } from '../support/spec-stream.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The key is in it on purpose; only its owner can read the file. */
const CONTACT = 'orchestrator.json';
const TIMEOUT_MS = 90_000;

it(
  'writes and prints no key, right or wrong, whichever way it came',
  async () => {
    await using folder = await tempFolder();
    await using up = await spawnUp(folder.path, EMBEDDED, { COLORTELLER_LOG_LEVEL: 'debug' });
    const create = async (...args: string[]) => {
      const { stdout } = await colortellerAt(up, 'keys', 'create', ...args, '--json');
      return (JSON.parse(stdout) as NewKey).key;
    };
    const contact = await readContact(folder.path);
    const right = [
      await create('production'),
      await create('--kind', 'console'),
      await create('--kind', 'evaluation'),
      contact?.key ?? '',
      new URL(contact?.pageUrl ?? '').searchParams.get('session') ?? '',
    ];
    const keys = [...right, ...right.map((key) => `${key.slice(0, -8)}wrong${key.length}`)];

    const outputs: string[] = [];
    for (const key of keys) outputs.push(...(await sendEverywhere(up.url, key)));
    for (const at of ['/api/state', '/api/events', '/api/exposures', '/metrics']) {
      outputs.push(await (await fetch(`${up.url}${at}`)).text());
    }
    for (const args of [
      ['status'],
      ['events'],
      ['exposures'],
      ['keys', 'list'],
      ['status', '--json'],
    ]) {
      const { stdout, stderr } = await colortellerAt(up, ...args);
      outputs.push(stdout, stderr);
    }
    const out = path.join(folder.path, 'export.jsonl');
    expect((await colortellerAt(up, 'export', '--out', out)).exitCode).toBe(0);
    // As a crash leaves it.
    up.kill('SIGKILL');
    await up.ended;
    outputs.push(up.lines.join('\n'), await up.stderr);

    const files = await filesOf(folder.path);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'keys.json',
        'sessions.json',
        'orchestrator.log',
        'events.log',
        'export.jsonl',
      ]),
    );
    const found = keys.flatMap((key) => [
      ...[...files]
        .filter(([name, text]) => name !== CONTACT && text.includes(key))
        .map(([name]) => name),
      ...outputs.filter((text) => text.includes(key)),
    ]);
    expect(found).toEqual([]);
  },
  TIMEOUT_MS,
);

/** Every path that takes a key, some that take none, and what is malformed; resolves to all that was answered. */
async function sendEverywhere(url: string, key: string): Promise<string[]> {
  const headers = {
    authorization: `Bearer ${key}`,
    'statsig-api-key': key,
    'x-api-key': key,
    'content-type': 'application/json',
  };
  const post = { method: 'POST', headers };
  const asked: [string, RequestInit][] = [
    [`/?session=${key}`, { headers: { accept: 'text/html' } }],
    [`/?session=${key}`, { headers: { cookie: `colorteller-session=${key}` } }],
    [`/v2/download_config_specs/${key}.json`, {}],
    [`/v1/download_config_specs/${key}.json?sinceTime=x`, { headers }],
    [`/v2/download_config_specs/${key}`, {}],
    [`/v3/${key}`, {}],
    [`/api/stacks/${key}`, { headers }],
    [`/console/v1/gates/${key}`, { headers }],
    [`/console/v1/${key}`, { headers }],
    ['/console/v1/gates', { ...post, body: '{' }],
    ['/console/v1/gates', { ...post, body: '{"name":"x","typo":1}' }],
    ['/v1/log_event', { ...post, body: '{"events":"none"}' }],
    ['/v1/log_event', { ...post, body: '{' }],
    ['/v1/log_event', { ...post, headers: { ...headers, 'content-encoding': 'zstd' }, body: 'x' }],
    ['/v1/get_id_lists', post],
    [`/v1/id_lists/${key}`, {}],
    ['/ofrep/v1/evaluate/flags', { ...post, body: '[' }],
    ['/ofrep/v1/evaluate/flags/colorteller', { ...post, body: '{"context":{"targetingKey":1}}' }],
    ['/api/holds', { ...post, body: '{"type":' }],
    ['/api/releases/rel-9/abort', { ...post, body: '{"actor":"ann"}' }],
    ['/api/state', { headers: { ...headers, origin: 'https://evil.example' } }],
  ];
  const answers = await Promise.all(
    asked.map(async ([at, init]) => (await fetch(`${url}${at}`, init)).text()),
  );
  return [...answers, JSON.stringify(await askForStream(url, key))];
}

/** Every file below a folder by its path there, as text. */
async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async (entry): Promise<[string, string]> => {
        const file = path.join(entry.parentPath, entry.name);
        return [path.relative(folder, file), await readFile(file, 'latin1')];
      }),
    ),
  );
}
