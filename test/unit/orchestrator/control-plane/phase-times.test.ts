import { expect, it } from 'vitest';
import { followPhaseTimes } from '../../../../orchestrator/control-plane/phase-times.ts';
import { createInterpreter } from '../../../../orchestrator/runtime/interpreter/interpreter.ts';
import { createMemoryEventStore } from '../../../../orchestrator/runtime/store/memory-event-store.ts';
import { BY_ALICE } from '../../../support/actors.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { walkthrough } from '../../../support/walkthrough.ts';

it('refuses an action that was asked for before its phase became the current one, and no other', async () => {
  const interpreter = createInterpreter({
    definition: walkthrough(),
    store: createMemoryEventStore(),
    clock: createFakeClock(),
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  const change = { defaultValue: { color: 'purple' } };
  await interpreter.submit({ type: 'config-changed', config: 'colorteller', change, ...BY_ALICE });
  let realMs = 10_000;
  const times = followPhaseTimes(interpreter, () => realMs);
  const approve = (askedMsAgo: number) => times.assertAskedOf('rel-1', askedMsAgo);
  expect(() => approve(9_000)).not.toThrow();

  realMs = 20_000;
  const on = { release: 'rel-1', phase: 'us-west1', ...BY_ALICE };
  await interpreter.submit({ type: 'phase-approved', ...on });
  realMs = 20_500;
  expect(() => approve(501)).toThrow(
    'phase "us-central1" of release rel-1 became the current one after this was asked for',
  );
  expect(() => approve(499)).not.toThrow();
  await interpreter.submit({ type: 'release-paused', ...on, phase: 'us-central1' });
  realMs = 21_000;
  expect(() => approve(500)).not.toThrow();
  expect(() => times.assertAskedOf('rel-1', undefined)).not.toThrow();
});
