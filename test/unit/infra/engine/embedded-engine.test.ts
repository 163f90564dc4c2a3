import { readdir } from 'node:fs/promises';
import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../orchestrator/common/errors/app-error.ts';
import { createKitchen, down, kitchen, Thing } from '../../../support/embedded-kitchen.ts';
import { eventList } from '../../../support/engine-world.ts';

describe('the embedded engine', () => {
  it('hands real ids to what depends on them', async () => {
    await using world = await createKitchen();
    expect(await world.up()).toEqual(['create box', 'create cup', 'create lid']);
    const [boxId] = [...world.things.keys()].filter((id) => id.startsWith('box'));
    const lid = [...world.things.values()].find(({ label }) => label === 'l');
    expect(lid).toMatchObject({ box: boxId });
    expect(await world.up()).toEqual([]);
    expect(world.calls).toEqual([]);
  });

  it.each([
    ['in place', { size: 2 }, ['update box'], ['update box']],
    [
      'by another, then deletes the old one',
      { color: 'red' },
      ['replace box', 'replace lid'],
      ['create box', 'delete lid', 'create lid', 'delete box'],
    ],
    [
      'by another after the old one is deleted',
      { color: 'red', isUnique: true },
      ['replace box', 'replace lid'],
      ['delete box', 'create box', 'delete lid', 'create lid'],
    ],
  ])('changes a resource %s', async (_how, box, changes, calls) => {
    await using world = await createKitchen();
    await world.up();
    expect(await world.up(kitchen(box))).toEqual(changes);
    expect(world.calls).toEqual(calls);
    expect(world.things.size).toBe(3);
    expect(await world.up(kitchen(box))).toEqual([]);
  });

  it('deletes what is not registered any more, dependents first', async () => {
    await using world = await createKitchen();
    await world.up();
    const onlyCup = () => {
      new Thing('cup', { label: 'c', size: 1 });
      return Promise.resolve({});
    };
    expect(await world.up(onlyCup)).toEqual(['delete box', 'delete lid']);
    expect(world.calls).toEqual(['delete lid', 'delete box']);
  });

  it('deletes in the order of dependencies even after a change of it', async () => {
    await using world = await createKitchen();
    await world.up();
    // The box is now younger than the lid, which is updated to it in place.
    await world.up(kitchen({ color: 'red' }));
    world.calls.length = 0;
    await world.engine.destroy({ stack: 's' });
    expect(world.calls.indexOf('delete lid')).toBeLessThan(world.calls.indexOf('delete box'));
    expect(world.things.size).toBe(0);
    expect(await readdir(world.states)).toEqual([]);
  });

  it('leaves out what depends on a failure, finishes the rest, and retries only what is missing', async () => {
    await using world = await createKitchen();
    world.on('create', 'box', down);
    const events = eventList();
    const failure = world.up(kitchen(), { onEvent: events.add });
    await expect(failure).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
      retryable: true,
      message: 'The update of stack s failed: create of Thing box: No daemon answers. Start it.',
    });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'failed', message: 'No daemon answers. Start it.' }),
    );
    expect(world.calls.sort()).toEqual(['create box', 'create cup']);
    world.on('create', 'box', undefined);
    expect(await world.up()).toEqual(['create box', 'create lid']);
  });

  it('says UPDATE_FAILED when there are several causes, with each', async () => {
    await using world = await createKitchen();
    world.on('create', 'box', down);
    await expect(world.up(kitchen({}, { color: 'bad' }))).rejects.toMatchObject({
      code: 'UPDATE_FAILED',
      details: {
        failures: expect.arrayContaining([
          expect.objectContaining({ name: 'box', code: 'DOCKER_UNAVAILABLE' }),
          expect.objectContaining({
            name: 'cup',
            message: 'The inputs of cup are refused: color: it is bad.',
          }),
        ]) as unknown,
      },
    });
  });

  it('touches nothing in a preview, and hides the ids that are to come', async () => {
    await using world = await createKitchen();
    const { changes } = await world.engine.preview({ stack: 's', program: kitchen() });
    expect(changes.map(({ operation }) => operation)).toEqual(['create', 'create', 'create']);
    expect(world.calls).toEqual([]);
    expect(await world.engine.stacks()).toEqual([]);
  });

  it('reports an error inside an apply as the failure of the program', async () => {
    await using world = await createKitchen();
    const program = () => {
      const cup = new Thing('cup', { label: 'c', size: 1 });
      new Thing('late', {
        label: cup.id.apply(() => {
          throw new AppError('BAD_INPUT', 'No such thing.');
        }),
      });
      return Promise.resolve({});
    };
    await expect(world.up(program)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'error serializing property "label": No such thing.',
    });
  });

  it('keeps programs that run at the same time apart, and gives stack traces back', async () => {
    await using world = await createKitchen();
    const limit = Error.stackTraceLimit;
    const named = (name: string) => async () => {
      await Promise.resolve();
      new Thing(`thing-of-${pulumi.getStack()}`, { label: name });
      return { regions: {} };
    };
    const results = await Promise.all(
      ['a', 'b', 'c'].map((stack) => world.engine.up({ stack, program: named(stack) })),
    );
    expect(results.map(({ changes }) => changes.map(({ urn }) => urn))).toEqual(
      ['a', 'b', 'c'].map((stack) => [
        `urn:pulumi:${stack}::colorteller::test:index:Thing::thing-of-${stack}`,
      ]),
    );
    expect(Error.stackTraceLimit).toBe(limit);
    expect(limit).toBeGreaterThan(0);
  });
});
