import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { colorteller, EMBEDDED, startUp } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';

const TIMEOUT_MS = 120_000;

it(
  'opens the page by `up --open`, whose session lives over a restart',
  async () => {
    await using folder = await tempFolder();
    const workspace = path.join(folder.path, 'workspace');
    const programs = path.join(folder.path, 'programs');
    const opened = path.join(folder.path, 'opened');
    await mkdir(programs);
    for (const name of ['xdg-open', 'open']) {
      await writeFile(path.join(programs, name), `#!/bin/sh\necho "$1" > "${opened}"\n`);
      await chmod(path.join(programs, name), 0o755);
    }
    const env = { PATH: `${programs}:${process.env['PATH'] ?? ''}` };
    let cookie: string;
    {
      await using up = await startUp(workspace, [...EMBEDDED, '--open'], env);
      const address = await eventually('the address in the browser', async () => {
        const text = await readFile(opened, 'utf8').catch(() => '');
        return text.endsWith('\n') ? text.trim() : undefined;
      });
      expect(address.startsWith(`${up.url}/p/`)).toBe(true);
      const begun = await fetch(address, { redirect: 'manual' });
      cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
      expect(up.lines.join('\n')).not.toContain(address);
    }
    await using again = await startUp(workspace);
    const hold = { type: 'hold-placed', scope: { kind: 'everything' }, actor: 'ann' };
    const answer = await fetch(`${again.url}/api/holds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, origin: again.url },
      body: JSON.stringify(hold),
    });
    expect(answer.status).toBe(200);
    const { stdout } = await colorteller(['status', '--workspace', workspace, '--json']);
    expect(stdout).toContain('"actor":"ann"');
  },
  TIMEOUT_MS,
);
