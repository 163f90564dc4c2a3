import { readdir } from 'node:fs/promises';
import * as pulumi from '@pulumi/pulumi';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../orchestrator/common/errors/app-error.ts';
import {
  createEmbeddedFixture,
  down,
  threeThings,
  Thing,
} from '../../../support/embedded-fixture.ts';
import { eventList } from '../../../support/engine-fixture.ts';

describe('the embedded engine', () => {
  it('hands real ids to what depends on them', async () => {
    await using fixture = await createEmbeddedFixture();
    expect(await fixture.up()).toEqual(['create box', 'create cup', 'create lid']);
    const [boxId] = [...fixture.things.keys()].filter((id) => id.startsWith('box'));
    const lid = [...fixture.things.values()].find(({ label }) => label === 'l');
    expect(lid).toMatchObject({ box: boxId });
    expect(await fixture.up()).toEqual([]);
    expect(fixture.calls).toEqual([]);
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
    await using fixture = await createEmbeddedFixture();
    await fixture.up();
    expect(await fixture.up(threeThings(box))).toEqual(changes);
    expect(fixture.calls).toEqual(calls);
    expect(fixture.things.size).toBe(3);
    expect(await fixture.up(threeThings(box))).toEqual([]);
  });

  it('deletes what is not registered any more, dependents first', async () => {
    await using fixture = await createEmbeddedFixture();
    await fixture.up();
    const onlyCup = () => {
      new Thing('cup', { label: 'c', size: 1 });
      return Promise.resolve({});
    };
    expect(await fixture.up(onlyCup)).toEqual(['delete box', 'delete lid']);
    expect(fixture.calls).toEqual(['delete lid', 'delete box']);
  });

  it('deletes in the order of dependencies even after a change of it', async () => {
    await using fixture = await createEmbeddedFixture();
    await fixture.up();
    // The box is now younger than the lid, which is updated to it in place.
    await fixture.up(threeThings({ color: 'red' }));
    fixture.calls.length = 0;
    await fixture.engine.destroy({ stack: 's' });
    expect(fixture.calls.indexOf('delete lid')).toBeLessThan(fixture.calls.indexOf('delete box'));
    expect(fixture.things.size).toBe(0);
    expect(await readdir(fixture.states)).toEqual([]);
  });

  it('leaves out what depends on a failure, finishes the rest, and retries only what is missing', async () => {
    await using fixture = await createEmbeddedFixture();
    fixture.on('create', 'box', down);
    const events = eventList();
    const failure = fixture.up(threeThings(), { onEvent: events.add });
    await expect(failure).rejects.toMatchObject({
      code: 'DOCKER_UNAVAILABLE',
      retryable: true,
      message: 'The update of stack s failed: create of Thing box: No daemon answers. Start it.',
    });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'failed', message: 'No daemon answers. Start it.' }),
    );
    expect(fixture.calls.sort()).toEqual(['create box', 'create cup']);
    fixture.on('create', 'box', undefined);
    expect(await fixture.up()).toEqual(['create box', 'create lid']);
  });

  it('says UPDATE_FAILED when there are several causes, with each', async () => {
    await using fixture = await createEmbeddedFixture();
    fixture.on('create', 'box', down);
    await expect(fixture.up(threeThings({}, { color: 'bad' }))).rejects.toMatchObject({
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
    await using fixture = await createEmbeddedFixture();
    const { changes } = await fixture.engine.preview({ stack: 's', program: threeThings() });
    expect(changes.map(({ operation }) => operation)).toEqual(['create', 'create', 'create']);
    expect(fixture.calls).toEqual([]);
    expect(await fixture.engine.stacks()).toEqual([]);
  });

  it('reports an error inside an apply as the failure of the program', async () => {
    await using fixture = await createEmbeddedFixture();
    const program = () => {
      const cup = new Thing('cup', { label: 'c', size: 1 });
      new Thing('late', {
        label: cup.id.apply(() => {
          throw new AppError('BAD_INPUT', 'No such thing.');
        }),
      });
      return Promise.resolve({});
    };
    await expect(fixture.up(program)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'error serializing property "label": No such thing.',
    });
  });

  it.each<pulumi.CustomResourceOptions>([
    { ignoreChanges: ['size'] },
    { replaceOnChanges: ['size'] },
    { aliases: [{ name: 'mug' }] },
    { import: 'cup-1' },
    { retainOnDelete: true },
  ])('refuses the resource option %j by name, which it would ignore', async (options) => {
    await using fixture = await createEmbeddedFixture();
    const program = () => {
      new Thing('cup', { label: 'c' }, options);
      return Promise.resolve({ regions: {} });
    };
    await expect(fixture.engine.preview({ stack: 's', program })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(
        `cup has resource options that the embedded engine does not have: ${Object.keys(options).join('')}.`,
      ) as string,
    });
  });

  it('names a type that it does not have before the options that came with it', async () => {
    await using fixture = await createEmbeddedFixture();
    fixture.on('check', 'cup', () => {
      throw new AppError('BAD_INPUT', 'There are no things here.');
    });
    const program = () => {
      new Thing('cup', { label: 'c' }, { aliases: [{ name: 'mug' }] });
      return Promise.resolve({ regions: {} });
    };
    await expect(fixture.engine.preview({ stack: 's', program })).rejects.toThrow(
      'There are no things here.',
    );
  });

  const twoCups = (isSecondLate: boolean) => async () => {
    const cup = new Thing('cup', { label: 'new', size: 1 });
    if (isSecondLate) await new Promise((resolve) => cup.id.apply(resolve));
    new Thing('cup', { label: 'other' });
    return {};
  };

  it.each([
    ['changes nothing by', { isProgramTried: true }, false, []],
    ['deletes nothing by', {}, true, ['create cup']],
  ])(
    '%s a program that registers two resources with one name, and says which',
    async (_what, options, isSecondLate, calls) => {
      await using fixture = await createEmbeddedFixture();
      await fixture.up();
      await expect(fixture.up(twoCups(isSecondLate), options)).rejects.toMatchObject({
        code: 'PROGRAM_FAILED',
        retryable: false,
        message: 'the program registers two Things with the name "cup"',
      });
      expect(fixture.calls.sort()).toEqual(calls);
      expect(await fixture.up()).toEqual(calls.length === 0 ? [] : ['replace cup']);
    },
  );

  it('keeps programs that run at the same time apart, and gives stack traces back', async () => {
    await using fixture = await createEmbeddedFixture();
    const limit = Error.stackTraceLimit;
    const named = (name: string) => async () => {
      await Promise.resolve();
      new Thing(`thing-of-${pulumi.getStack()}`, { label: name });
      return { regions: {} };
    };
    const results = await Promise.all(
      ['a', 'b', 'c'].map((stack) => fixture.engine.up({ stack, program: named(stack) })),
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
