import { describe, expect, it } from 'vitest';
import { save, type Plan } from '../../../../../orchestrator/control-plane/console/save.ts';
import { createInterpreter } from '../../../../../orchestrator/runtime/interpreter/interpreter.ts';
import { createMemoryEventStore } from '../../../../../orchestrator/runtime/store/memory-event-store.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';
import type { Context } from '../../../../../orchestrator/core/pipeline/state.ts';

/** An interpreter whose disk fails for the appends of these numbers, counted from 1. */
function start(failing: readonly number[] = []) {
  const store = createMemoryEventStore();
  const clock = createFakeClock();
  let appends = 0;
  const interpreter = createInterpreter({
    definition: walkthrough(),
    store: {
      ...store,
      append: (event) =>
        failing.includes(++appends) ? Promise.reject(new Error('disk full')) : store.append(event),
    },
    clock,
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  interpreter.start();
  const run = (make: (context: Context) => Plan) =>
    save({ interpreter, nowMs: () => clock.nowMs() }, BY_ALICE, make);
  const types = () => interpreter.events().map(({ event }) => event.type);
  return { interpreter, run, types };
}

const content = (color: string): NonNullable<Plan['content']> => ({
  config: 'colorteller',
  change: { rules: [], defaultValue: { color } },
});
const both =
  (color: string) =>
  ({ definition }: Context): Plan => ({
    definition: { ...definition, segments: [{ name: color, idType: 'userID', ids: [] }] },
    content: content(color),
  });

describe('a plan', () => {
  it('is two events, with nothing between them', async () => {
    const { run, types, interpreter } = start();
    await Promise.all([run(both('purple')), interpreter.submit({ type: 'timer-fired' })]);
    expect(types()).toEqual(['definition-changed', 'config-changed', 'timer-fired']);
  });

  it('writes nothing when its second event would be refused', async () => {
    const { run, types } = start();
    await run(() => ({ content: content('purple') }));
    await expect(run(both('green'))).rejects.toMatchObject({ code: 'RELEASE_ACTIVE' });
    expect(types()).toEqual(['config-changed']);
  });

  it('skips its second event when the first could not be written', async () => {
    const { run, types } = start([1]);
    await expect(run(both('purple'))).rejects.toThrow('disk full');
    expect(types()).toEqual([]);
  });

  it('writes nothing when nothing would change', async () => {
    const { run, types } = start();
    await run(({ definition }) => ({ definition: { ...definition }, content: content('blue') }));
    expect(types()).toEqual([]);
  });
});
