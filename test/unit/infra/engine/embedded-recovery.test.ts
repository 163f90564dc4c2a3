import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../orchestrator/common/errors/app-error.ts';
import { createEmbeddedFixture, down, threeThings } from '../../../support/embedded-fixture.ts';
import { eventList } from '../../../support/engine-fixture.ts';

describe('the embedded engine after a failure, a crash or an abort', () => {
  it('keeps what a failed deletion needs', async () => {
    await using fixture = await createEmbeddedFixture();
    await fixture.up();
    fixture.on('delete', 'lid', down);
    await expect(fixture.engine.destroy({ stack: 's' })).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
    });
    expect((await fixture.state()).resources.map(({ name }) => name)).toEqual(['box', 'lid']);
    fixture.on('delete', 'lid', undefined);
    await fixture.engine.destroy({ stack: 's' });
    expect(fixture.things.size).toBe(0);
  });

  it('updates again what a provider recorded as not well, even back to its old inputs', async () => {
    await using fixture = await createEmbeddedFixture();
    await fixture.up();
    fixture.on('update', 'cup', () => {
      const [id] = [...fixture.things.keys()].filter((one) => one.startsWith('cup'));
      const properties = { label: 'c', size: 2 };
      throw Object.assign(new AppError('REGION_NOT_READY', 'Not yet.'), { id, properties });
    });
    await expect(fixture.up(threeThings({}, { size: 2 }))).rejects.toMatchObject({
      code: 'REGION_NOT_READY',
    });
    fixture.on('update', 'cup', undefined);
    expect(await fixture.up()).toEqual(['update cup']);
    expect(await fixture.up()).toEqual([]);
  });

  it('repeats a creation that a crash interrupted, and says so', async () => {
    await using fixture = await createEmbeddedFixture();
    let midway: Awaited<ReturnType<typeof fixture.state>> | undefined;
    fixture.on('create', 'cup', async () => {
      midway = await fixture.state();
    });
    await fixture.up();
    expect(midway?.pending.map(({ name }) => name)).toContain('cup');

    await writeFile(fixture.file, JSON.stringify(midway));
    fixture.on('create', 'cup', undefined);
    const events = eventList();
    await fixture.up(threeThings(), { onEvent: events.add });
    expect(events).toContainEqual({
      kind: 'log',
      severity: 'warning',
      message: 'cup was being created when the last update ended.',
    });
    expect((await fixture.state()).pending).toEqual([]);
  });

  it('finishes and deletes an interrupted creation that the program no longer has', async () => {
    await using fixture = await createEmbeddedFixture();
    let midway = '';
    fixture.on('create', 'cup', async () => {
      midway = await readFile(fixture.file, 'utf8');
    });
    await fixture.up();
    await fixture.engine.destroy({ stack: 's' });
    await writeFile(fixture.file, midway);
    fixture.on('create', 'cup', undefined);
    fixture.calls.length = 0;
    await fixture.engine.destroy({ stack: 's' });
    expect(fixture.calls).toEqual(expect.arrayContaining(['create cup', 'delete cup']));
    expect(fixture.things.size).toBe(0);
  });

  it('repeats an update that a crash interrupted, even back to its old inputs', async () => {
    await using fixture = await createEmbeddedFixture();
    await fixture.up();
    let midway = '';
    fixture.on('update', 'cup', async () => {
      midway = await readFile(fixture.file, 'utf8');
    });
    await fixture.up(threeThings({}, { size: 2 }));
    await writeFile(fixture.file, midway);
    expect(await fixture.up()).toEqual(['update cup']);
  });

  it('finds drift and loss by a refresh, and only then', async () => {
    await using fixture = await createEmbeddedFixture();
    await fixture.up();
    const [cupId, boxId] = ['cup', 'box'].map((name) =>
      [...fixture.things.keys()].find((id) => id.startsWith(name)),
    );
    fixture.things.set(cupId!, { label: 'c', size: 9 });
    fixture.things.delete(boxId!);
    expect(await fixture.up()).toEqual([]);
    const refresh = { refresh: true };
    const preview = await fixture.engine.preview({
      stack: 's',
      program: threeThings(),
      ...refresh,
    });
    const changes = ['create box', 'replace lid', 'update cup'];
    const planned = preview.changes.map(({ operation, name }) => `${operation} ${name}`);
    expect(planned.sort()).toEqual(changes);
    expect(await fixture.up(threeThings(), refresh)).toEqual(changes);
    expect(fixture.things.get(cupId!)).toMatchObject({ size: 1 });
  });

  it('lets the step under way finish after an abort, and begins no other', async () => {
    await using fixture = await createEmbeddedFixture();
    const abort = new AbortController();
    fixture.on('create', 'box', () => abort.abort());
    fixture.on('create', 'cup', async () => {
      if (!abort.signal.aborted) await once(abort.signal, 'abort');
    });
    await expect(fixture.up(threeThings(), { signal: abort.signal })).rejects.toMatchObject({
      code: 'UPDATE_ABORTED',
    });
    expect((await fixture.state()).resources.map(({ name }) => name)).toContain('box');
    expect(fixture.calls).not.toContain('create lid');
    fixture.on('create', 'cup', undefined);
    expect(await fixture.up()).toContain('create lid');
  });

  it('writes its state for its owner only, and refuses one that is damaged', async () => {
    await using fixture = await createEmbeddedFixture();
    await fixture.up();
    expect((await stat(fixture.file)).mode & 0o777).toBe(0o600);
    const text = await readFile(fixture.file, 'utf8');
    for (const damaged of [text.slice(0, -20), text.replace('"version": 1', '"version": 2'), '']) {
      await writeFile(fixture.file, damaged);
      await expect(fixture.up()).rejects.toMatchObject({
        code: 'UPDATE_FAILED',
        message: expect.stringContaining(`The state file ${fixture.file} is damaged`) as string,
      });
    }
    expect(fixture.calls).toEqual([]);
  });
});
