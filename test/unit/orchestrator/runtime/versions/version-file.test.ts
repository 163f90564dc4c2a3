import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  addVersion,
  readVersions,
  versionFile,
} from '../../../../../orchestrator/runtime/versions/version-file.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';
import { versionRecord } from '../../../../support/version-record.ts';

const [one, two] = [versionRecord('one'), versionRecord('two', 'b')];

describe('the version datastore', () => {
  it('is empty where there is no file, and keeps what is added, in order, for its owner only', async () => {
    await using folder = await tempFolder();
    expect(await readVersions(folder.path)).toEqual([]);
    await addVersion(folder.path, one);
    await addVersion(folder.path, two);
    expect(await readVersions(folder.path)).toEqual([one, two]);
    expect((await stat(versionFile(folder.path))).mode & 0o777).toBe(0o600);
  });

  it('keeps both of two records that are added concurrently', async () => {
    await using folder = await tempFolder();
    const tags = Array.from({ length: 20 }, (_, n) => `t${n}`);
    await Promise.all(tags.map((tag) => addVersion(folder.path, versionRecord(tag))));
    const found = (await readVersions(folder.path)).map(({ tag }) => tag);
    expect(found.sort()).toEqual(tags.sort());
  });

  it('ignores an unfinished line of a crash, and appends after it', async () => {
    await using folder = await tempFolder();
    await addVersion(folder.path, one);
    await addVersion(folder.path, two);
    const whole = await readFile(versionFile(folder.path), 'utf8');
    const first = whole.indexOf('\n') + 1;
    for (let cut = first; cut < whole.length; cut += 7) {
      await writeFile(versionFile(folder.path), whole.slice(0, cut));
      expect(await readVersions(folder.path)).toEqual([one]);
      await addVersion(folder.path, two);
      expect(await readVersions(folder.path)).toEqual([one, two]);
    }
  });

  it.each([
    ['no JSON', '{"image":', 'it is not JSON'],
    ['not a record', JSON.stringify({ ...one, hosts: [] }), 'hosts: '],
    ['of a key it does not know', JSON.stringify({ ...one, colour: 'blue' }), 'colour'],
  ])('names the place of a line that is %s', async (_, line, why) => {
    await using folder = await tempFolder();
    await writeFile(versionFile(folder.path), `${JSON.stringify(one)}\n${line}\n`);
    const error = await readVersions(folder.path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'VERSIONS_DAMAGED',
      details: { place: `${versionFile(folder.path)}:2` },
    });
    expect((error as Error).message).toContain(why);
  });
});
