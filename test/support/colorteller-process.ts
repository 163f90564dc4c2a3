import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';
import { eventually } from './eventually.ts';

/** Shorter than the service's safety read of 5 s: what takes longer was not seen by an event. */
const FLIP_DEADLINE_MS = 3000;

/** One line of the service's log. */
type LogLine = Record<string, unknown> & { level: string; msg: string };

/** Starts the compiled service with nothing in its environment but these variables. */
export function spawnService(variables: Record<string, string>, flags: string[] = []) {
  return execa(process.execPath, [distPath('services/colorteller/main.js'), ...flags], {
    env: variables,
    extendEnv: false,
    reject: false,
  });
}

/** A service in a folder of its own, on any free port; both go when it is disposed. */
export async function startService(
  options: { variables?: Record<string, string>; flags?: string[]; configFile?: string } = {},
) {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-'));
  const at = (name: string) => path.join(folder, name);
  const child = spawnService(
    {
      REGION: 'us-west1',
      PORT: '0',
      CONFIG_FILE: at(options.configFile ?? 'config.json'),
      STATSIG_FILE: at('statsig.json'),
      ...options.variables,
    },
    options.flags,
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const lines = () =>
    output
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  const logged = (level: string, msg: string) =>
    lines().filter((line) => line.level === level && line.msg === msg);

  const url = String(await eventually('the first line of the service', () => lines()[0]?.url));
  const getJson = async (route: string) => {
    const response = await fetch(url + route, { headers: { accept: 'application/json' } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  return {
    child,
    url,
    at,
    lines,
    logged,
    getJson,
    /** Writes beside the file, then renames over it: readers see the old or the new, whole. */
    writeAtomically: async (name: string, document: unknown) => {
      await writeFile(at(`${name}.new`), JSON.stringify(document));
      await rename(at(`${name}.new`), at(name));
    },
    /** Waits until the path answers with at least these fields. */
    untilAnswers: (route: string, fields: Record<string, unknown>) =>
      expect
        .poll(async () => (await getJson(route)).body, { timeout: FLIP_DEADLINE_MS, interval: 10 })
        .toMatchObject(fields),
    untilLogged: (level: string, msg: string) =>
      expect
        .poll(() => logged(level, msg).length, { timeout: FLIP_DEADLINE_MS, interval: 10 })
        .toBeGreaterThan(0),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await child;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
