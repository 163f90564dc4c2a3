import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import {
  adoptDefinition,
  adoptedBy,
} from '../../../../../orchestrator/runtime/interpreter/adopt-definition.ts';
import { createInterpreter } from '../../../../../orchestrator/runtime/interpreter/interpreter.ts';
import { createMemoryEventStore } from '../../../../../orchestrator/runtime/store/memory-event-store.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const BY = { actor: 'console', reason: null };
const store = createMemoryEventStore;

function start(file: Definition, events = store()) {
  const interpreter = createInterpreter({
    definition: file,
    store: events,
    clock: createFakeClock(),
    onRefusedAtReplay: (_event, reason) => {
      throw new Error(reason);
    },
    onTimerFailure: () => undefined,
  });
  interpreter.start();
  return interpreter;
}

const gate = (name: string, pipeline: string | null = null) => ({
  name,
  enabled: true,
  idType: 'userID',
  salt: name,
  rules: [],
  overrides: [],
  pipeline,
  defaultValue: false,
});
const withGates = (...gates: Definition['gates']): Definition => ({ ...walkthrough(), gates });
const gatesOf = ({ gates }: Definition) => gates.map(({ name }) => name);

describe('adopting the workspace file', () => {
  it('is the first event of a log, and no event when the file is unchanged', async () => {
    const events = store();
    const interpreter = start(walkthrough(), events);
    expect(await adoptDefinition(interpreter, walkthrough())).toBe(true);
    expect(await adoptDefinition(interpreter, walkthrough())).toBe(false);
    const again = start(withGates(gate('unread')), events);
    expect(await adoptDefinition(again, walkthrough())).toBe(false);
    expect([again.lastSeq(), again.definition()]).toEqual([1, walkthrough()]);
  });

  it('keeps what others changed, also where the file is edited elsewhere, also after a restart', async () => {
    const events = store();
    const interpreter = start(withGates(gate('a')), events);
    await adoptDefinition(interpreter, withGates(gate('a')));
    const definition = withGates(gate('a'), gate('theirs'));
    await interpreter.submit({ type: 'definition-changed', definition, ...BY });
    expect(await adoptDefinition(interpreter, withGates(gate('a')))).toBe(false);
    await adoptDefinition(interpreter, withGates(gate('a'), gate('b')));
    expect(gatesOf(interpreter.definition())).toEqual(['a', 'b', 'theirs']);
    const again = start(walkthrough(), events);
    expect(await adoptDefinition(again, withGates(gate('a'), gate('b')))).toBe(false);
    await adoptDefinition(again, withGates(gate('b')));
    expect(gatesOf(again.definition())).toEqual(['b', 'theirs']);
  });

  it('is refused where the file removes something that is in use', async () => {
    const file = walkthrough();
    const interpreter = start(file);
    await adoptDefinition(interpreter, file);
    const definition = withGates(gate('theirs', 'region-by-region'));
    await interpreter.submit({ type: 'definition-changed', definition, ...BY });
    const edited: Definition = {
      ...file,
      pipelines: [],
      dynamicConfigs: file.dynamicConfigs.map((config) => ({ ...config, pipeline: null })),
    };
    await expect(adoptDefinition(interpreter, edited)).rejects.toMatchObject({
      code: 'WORKSPACE_INVALID',
      message: expect.stringContaining(
        'gates.0.pipeline: there is no pipeline "region-by-region"',
      ) as string,
    });
    expect(interpreter.definition()).toEqual(definition);
    const context = { definition: interpreter.definition(), state: interpreter.state() };
    expect(adoptedBy(context, edited)).toEqual(context);
  });

  it('accepts a log that does not hold the file yet', async () => {
    const events = store();
    const interpreter = start(walkthrough(), events);
    await interpreter.submit({ type: 'timer-fired' });
    expect(await adoptDefinition(interpreter, walkthrough())).toBe(true);
    expect(interpreter.state().fileDefinition).toEqual(walkthrough());
  });
});
