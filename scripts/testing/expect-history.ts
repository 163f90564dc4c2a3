import { isDeepStrictEqual } from 'node:util';
import type { PipelineEvent } from '../../orchestrator/core/pipeline/event.ts';
import type { ControlClient } from '../cli/client/control-client.ts';
import type { EventOf, EventType, HistoryExpectation, Within } from './harness.ts';
import { unmet } from './region-truths.ts';
import { waitUntil } from './timeouts.ts';

/** Expectations of the event log, which is all that ever happened. */
export function expectHistory(client: ControlClient): HistoryExpectation {
  const expectThat = async (
    isSo: (events: readonly PipelineEvent[]) => boolean,
    expected: unknown,
    what: string,
    options: Within = {},
  ): Promise<void> => {
    await waitUntil({
      poll: async () => (await client.events(0)).map(({ event }) => event),
      isSo,
      within: options,
      fail: async (events, waited) =>
        unmet(client, {
          sentence: `the history should ${what} and does not (waited ${waited})`,
          actual: events.map(({ type }) => type),
          expected,
          regions: (await client.state()).regions.map(({ name }) => name),
        }),
    });
  };
  return {
    toContain: (type, fields = {}, options) =>
      expectThat(
        (events) => events.some((event) => event.type === type && hasFields(event, fields)),
        { type, ...fields },
        `contain ${type} with ${JSON.stringify(fields)}`,
        options,
      ),
    toContainTimes: (type, times, options) =>
      expectThat(
        (events) => events.filter((event) => event.type === type).length === times,
        { type, times },
        `contain ${type} ${times} times`,
        options,
      ),
    toContainInOrder: (types, options) =>
      expectThat(
        (events) => isInOrder(events, types),
        types,
        `contain ${types.join(', then ')}`,
        options,
      ),
  };
}

function hasFields<T extends EventType>(
  event: PipelineEvent,
  fields: Partial<EventOf<T>>,
): boolean {
  return Object.entries(fields).every(([key, value]) =>
    isDeepStrictEqual(Reflect.get(event, key), value),
  );
}

/** Others may stand in between. */
function isInOrder(events: readonly PipelineEvent[], types: readonly EventType[]): boolean {
  let found = 0;
  for (const { type } of events) if (type === types[found]) found += 1;
  return found === types.length;
}
