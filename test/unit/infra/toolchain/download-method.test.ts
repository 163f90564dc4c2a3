import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { downloadBy } from '../../../../infra/toolchain/download-method.ts';
import { eventually } from '../../../support/eventually.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { realClock } from '../../../../orchestrator/common/real-clock.ts';

async function programIn(folder: string, source: string): Promise<string> {
  const file = path.join(folder, 'download.mjs');
  await writeFile(file, source);
  return file;
}

const contextWith = { env: process.env, signal: new AbortController().signal, report: () => {} };

it('hands over the folder and the version', async () => {
  await using folder = await tempFolder();
  const source = `import fs from 'node:fs';
    const [root, version] = process.argv.slice(2);
    fs.writeFileSync(root + '/' + version, '');`;
  const method = downloadBy(await programIn(folder.path, source));
  await method.run(folder.path, { ...contextWith, clock: realClock });
  await access(path.join(folder.path, '3.259.0'));
});

it('says the last line of what went wrong', async () => {
  await using folder = await tempFolder();
  const source = `console.error('a trace'); console.error('no such host'); process.exitCode = 1;`;
  const method = downloadBy(await programIn(folder.path, source));
  const run = method.run(folder.path, { ...contextWith, clock: realClock });
  await expect(run).rejects.toThrow(/^not reachable: no such host$/);
});

it('ends a download that does not end after 60 seconds', async () => {
  await using folder = await tempFolder();
  const started = path.join(folder.path, 'started');
  const source = `import fs from 'node:fs';
    fs.writeFileSync(${JSON.stringify(started)}, '');
    setInterval(() => {}, 1000);`;
  const method = downloadBy(await programIn(folder.path, source));
  const clock = createFakeClock();
  const run = method.run(folder.path, { ...contextWith, clock }).catch((error: unknown) => error);
  await eventually('the start of the download', () =>
    access(started).then(
      () => true,
      () => undefined,
    ),
  );
  await clock.advance(59_999);
  expect(clock.sleepers()).toBe(1);
  await clock.advance(1);
  expect(await run).toMatchObject({ message: 'not reachable: no end after 60 s' });
});
