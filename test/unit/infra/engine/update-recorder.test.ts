import { describe, expect, it } from 'vitest';
import { createUpdateRecorder } from '../../../../infra/engine/pulumi/update-recorder.ts';
import { eventList } from '../../../support/engine-fixture.ts';

const TYPE = 'docker:index/container:Container';
const urnOf = (name: string, type = TYPE) => `urn:pulumi:s::colorteller::${type}::${name}`;

/** What the CLI sends, with null where something is absent. */
const metadata = (op: string, name: string, more: object = {}, type = TYPE) => ({
  metadata: { op, urn: urnOf(name, type), type, old: null, new: null, diffs: null, ...more },
});
const pre = (...args: Parameters<typeof metadata>) => ({ resourcePreEvent: metadata(...args) });
const done = (...args: Parameters<typeof metadata>) => ({ resOutputsEvent: metadata(...args) });
const failed = (...args: Parameters<typeof metadata>) => ({ resOpFailedEvent: metadata(...args) });
const said = (message: string, more: object = {}) => ({
  diagnosticEvent: { message, severity: 'error', color: 'never', ...more },
});

function record(...events: object[]) {
  const recorded = eventList();
  const recorder = createUpdateRecorder(recorded.add);
  for (const event of events) recorder.take({ sequence: 0, timestamp: 0, ...event });
  recorder.end();
  const short = recorded.map((event) =>
    event.kind === 'log' ? `log ${event.message}` : `${event.kind} ${event.change.operation}`,
  );
  return { recorder, recorded: [...recorded], short };
}

describe('the recorder of engine events', () => {
  it.each([
    ['create', [pre('create', 'a'), done('create', 'a')]],
    ['update', [pre('update', 'a'), done('update', 'a')]],
    ['delete', [pre('delete', 'a'), done('delete', 'a')]],
    [
      'replace',
      [
        pre('delete-replaced', 'a'),
        done('delete-replaced', 'a'),
        pre('replace', 'a'),
        done('replace', 'a'),
        pre('create-replacement', 'a'),
        done('create-replacement', 'a'),
      ],
    ],
  ])('reports one %s once', (operation, events) => {
    const { recorder, short } = record(...events);
    expect(short).toEqual([`started ${operation}`, `finished ${operation}`]);
    expect(recorder.changes()).toMatchObject([{ operation, name: 'a', type: TYPE }]);
  });

  it('counts what is the same, without an event', () => {
    const { recorder, short } = record(pre('same', 'a'), done('same', 'a'));
    expect(short).toEqual([]);
    expect(recorder.changes()).toMatchObject([{ operation: 'same' }]);
  });

  it.each([
    ['the stack itself', 'colorteller-s', 'pulumi:pulumi:Stack'],
    ['a provider that Pulumi adds', 'default_5_2_0', 'pulumi:providers:docker'],
  ])('leaves out %s', (_what, name, type) => {
    const { recorder, short } = record(
      pre('create', name, {}, type),
      done('create', name, {}, type),
    );
    expect([short, recorder.changes()]).toEqual([[], []]);
  });

  it('leaves out reads and refreshes', () => {
    expect(record(pre('refresh', 'a'), done('refresh', 'a')).recorder.changes()).toEqual([]);
  });

  it.each([
    ['what the provider names', { diffs: ['envs'] }, ['envs']],
    [
      'the inputs that differ',
      { old: { inputs: { a: 1, b: [2], c: 3 } }, new: { inputs: { a: 1, b: [3], d: 4 } } },
      ['b', 'c', 'd'],
    ],
    ['nothing when one state is absent', { old: { inputs: { a: 1 } } }, []],
  ])('gives as properties %s', (_what, more, properties) => {
    const { recorder } = record(done('update', 'a', more));
    expect(recorder.changes()).toMatchObject([{ properties }]);
  });

  it('plans a replacement by the step that has both states, and a path of a detailed diff by its property', () => {
    const state = (value: number) => ({ inputs: { a: [value], __defaults: [] }, outputs: {} });
    const both = { old: state(1), new: state(2), detailedDiff: { 'a[0]': {} } };
    const { recorder } = record(
      done('replace', 'r', both),
      done('create-replacement', 'r', { new: state(2) }),
      done('create', 'c', { new: state(3) }),
      done('delete', 'd', { old: state(4) }),
    );
    expect(recorder.planned()).toMatchObject([
      { operation: 'replace', properties: ['a'], differences: [{ path: 'a', from: [1], to: [2] }] },
      { operation: 'create', differences: [{ path: 'a', to: [3] }] },
      { operation: 'delete', differences: [] },
    ]);
  });

  it.each([
    ['before', [said('[PORT_IN_USE] Taken.', { urn: urnOf('a') }), failed('create', 'a')]],
    ['after', [failed('create', 'a'), said('[PORT_IN_USE] Taken.', { urn: urnOf('a') })]],
  ])('takes the words that come %s the failure', (_when, events) => {
    const { recorder, recorded } = record(...events);
    expect(recorded.filter(({ kind }) => kind === 'failed')).toMatchObject([{ message: 'Taken.' }]);
    expect(recorder.failures()).toMatchObject([
      { change: { operation: 'create', name: 'a' }, text: '[PORT_IN_USE] Taken.' },
    ]);
    expect(recorder.diagnostics()).toEqual([]);
  });

  it('reports a failure without a message at the end', () => {
    const { recorded, recorder } = record(failed('delete', 'a'));
    expect(recorded).toMatchObject([{ kind: 'failed', message: 'the engine gave no reason' }]);
    expect(recorder.failures()).toMatchObject([{ text: 'the engine gave no reason' }]);
  });

  it('passes on what is said, without colours, and not what is only for debugging', () => {
    const { short, recorder } = record(
      said('<{%reset%}>careful<{%reset%}>\n', { severity: 'warning' }),
      said('detail', { severity: 'debug' }),
      said('passing', { severity: 'info', ephemeral: true }),
      said('by a plugin', { severity: 'info#err' }),
      said('\n', { severity: 'info#err' }),
      said('broken'),
    );
    expect(short).toEqual(['log careful', 'log by a plugin', 'log broken']);
    expect(recorder.diagnostics()).toEqual(['broken']);
  });
});
