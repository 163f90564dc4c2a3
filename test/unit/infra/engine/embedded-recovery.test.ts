import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../orchestrator/common/errors/app-error.ts';
import { createKitchen, down, kitchen } from '../../../support/embedded-kitchen.ts';
import { eventList } from '../../../support/engine-world.ts';

describe('the embedded engine after a failure, a crash or an abort', () => {
  it('keeps what a failed deletion needs', async () => {
    await using world = await createKitchen();
    await world.up();
    world.on('delete', 'lid', down);
    await expect(world.engine.destroy({ stack: 's' })).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
    });
    expect((await world.state()).resources.map(({ name }) => name)).toEqual(['box', 'lid']);
    world.on('delete', 'lid', undefined);
    await world.engine.destroy({ stack: 's' });
    expect(world.things.size).toBe(0);
  });

  it('updates again what a provider recorded as not well, even back to its old inputs', async () => {
    await using world = await createKitchen();
    await world.up();
    world.on('update', 'cup', () => {
      const [id] = [...world.things.keys()].filter((one) => one.startsWith('cup'));
      const properties = { label: 'c', size: 2 };
      throw Object.assign(new AppError('REGION_NOT_READY', 'Not yet.'), { id, properties });
    });
    await expect(world.up(kitchen({}, { size: 2 }))).rejects.toMatchObject({
      code: 'REGION_NOT_READY',
    });
    world.on('update', 'cup', undefined);
    expect(await world.up()).toEqual(['update cup']);
    expect(await world.up()).toEqual([]);
  });

  it('repeats a creation that a crash interrupted, and says so', async () => {
    await using world = await createKitchen();
    let midway: Awaited<ReturnType<typeof world.state>> | undefined;
    world.on('create', 'cup', async () => {
      midway = await world.state();
    });
    await world.up();
    expect(midway?.pending.map(({ name }) => name)).toContain('cup');

    await writeFile(world.file, JSON.stringify(midway));
    world.on('create', 'cup', undefined);
    const events = eventList();
    await world.up(kitchen(), { onEvent: events.add });
    expect(events).toContainEqual({
      kind: 'log',
      severity: 'warning',
      message: 'cup was being created when the last update ended.',
    });
    expect((await world.state()).pending).toEqual([]);
  });

  it('finishes and deletes an interrupted creation that the program no longer has', async () => {
    await using world = await createKitchen();
    let midway = '';
    world.on('create', 'cup', async () => {
      midway = await readFile(world.file, 'utf8');
    });
    await world.up();
    await world.engine.destroy({ stack: 's' });
    await writeFile(world.file, midway);
    world.on('create', 'cup', undefined);
    world.calls.length = 0;
    await world.engine.destroy({ stack: 's' });
    expect(world.calls).toEqual(expect.arrayContaining(['create cup', 'delete cup']));
    expect(world.things.size).toBe(0);
  });

  it('repeats an update that a crash interrupted, even back to its old inputs', async () => {
    await using world = await createKitchen();
    await world.up();
    let midway = '';
    world.on('update', 'cup', async () => {
      midway = await readFile(world.file, 'utf8');
    });
    await world.up(kitchen({}, { size: 2 }));
    await writeFile(world.file, midway);
    expect(await world.up()).toEqual(['update cup']);
  });

  it('finds drift and loss by a refresh, and only then', async () => {
    await using world = await createKitchen();
    await world.up();
    const [cupId, boxId] = ['cup', 'box'].map((name) =>
      [...world.things.keys()].find((id) => id.startsWith(name)),
    );
    world.things.set(cupId!, { label: 'c', size: 9 });
    world.things.delete(boxId!);
    expect(await world.up()).toEqual([]);
    const refresh = { refresh: true };
    const preview = await world.engine.preview({ stack: 's', program: kitchen(), ...refresh });
    const changes = ['create box', 'replace lid', 'update cup'];
    const planned = preview.changes.map(({ operation, name }) => `${operation} ${name}`);
    expect(planned.sort()).toEqual(changes);
    expect(await world.up(kitchen(), refresh)).toEqual(changes);
    expect(world.things.get(cupId!)).toMatchObject({ size: 1 });
  });

  it('lets the step under way finish after an abort, and begins no other', async () => {
    await using world = await createKitchen();
    const abort = new AbortController();
    world.on('create', 'box', () => abort.abort());
    world.on('create', 'cup', async () => {
      if (!abort.signal.aborted) await once(abort.signal, 'abort');
    });
    await expect(world.up(kitchen(), { signal: abort.signal })).rejects.toMatchObject({
      code: 'UPDATE_ABORTED',
    });
    expect((await world.state()).resources.map(({ name }) => name)).toContain('box');
    expect(world.calls).not.toContain('create lid');
    world.on('create', 'cup', undefined);
    expect(await world.up()).toContain('create lid');
  });

  it('writes its state for its owner only, and refuses one that is damaged', async () => {
    await using world = await createKitchen();
    await world.up();
    expect((await stat(world.file)).mode & 0o777).toBe(0o600);
    const text = await readFile(world.file, 'utf8');
    for (const damaged of [text.slice(0, -20), text.replace('"version": 1', '"version": 2'), '']) {
      await writeFile(world.file, damaged);
      await expect(world.up()).rejects.toMatchObject({
        code: 'UPDATE_FAILED',
        message: expect.stringContaining(`The state file ${world.file} is damaged`) as string,
      });
    }
    expect(world.calls).toEqual([]);
  });
});
