import { createControlClient } from '../cli/client/control-client.ts';
import { createActs } from './actions.ts';
import { createAskers } from './askers.ts';
import { comparePipelines } from './compare.ts';
import type { EventOf, EventType, Harness, HarnessClock } from './harness.ts';
import { readDuration } from './timeouts.ts';
import { expectHistory } from './expect-history.ts';
import { createRegions } from './regions.ts';
import { expectRelease, releaseOf } from './releases.ts';

export interface HarnessParts {
  url: string;
  pageUrl: string;
  key: string;
  /** PEM of the only certificate that is trusted; null: plain HTTP, or whatever Node.js trusts. */
  certificate: string | null;
  workspace: string;
  actor: string;
  stop: () => Promise<void>;
}

/** A harness on an orchestrator that runs, here or elsewhere: all that it does goes over HTTP. */
export function createHarness(parts: HarnessParts): Harness {
  const { url, pageUrl, key, workspace, actor } = parts;
  const client = createControlClient(url, key, parts.certificate);
  const regions = createRegions(client);
  const clock: HarnessClock = {
    now: async () => new Date((await client.state()).nowMs),
    advance: async (duration) => {
      await client.advance(readDuration(duration));
    },
    toNextEvent: async () => {
      await client.toNextEvent();
    },
    pause: async () => {
      await client.pauseClock();
    },
    resume: async (speed) => {
      await client.resumeClock(speed);
    },
  };
  const acts = createActs({ client, regions, clock, actor });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= parts.stop());
  return {
    url,
    pageUrl,
    key,
    workspace,
    client,
    ...acts,
    clock,
    state: () => client.state(),
    colors: regions.colors,
    expectRegion: regions.expectRegion,
    ...createAskers(client),
    expectRelease: (id) => expectRelease(client, id),
    expectHistory: () => expectHistory(client),
    faults: {
      add: async (fault) => {
        await client.addFault({ fault, actor, reason: null });
      },
      clear: async (name) => {
        await client.clearFault({ name: name ?? null, actor, reason: null });
      },
      list: async () => (await client.state()).faults,
    },
    history: {
      events: () => client.events(0),
      of: async <T extends EventType>(type: T) =>
        (await client.events(0))
          .map(({ event }) => event)
          .filter((event): event is EventOf<T> => event.type === type),
      release: async (id) => releaseOf(await client.state(), id),
    },
    compare: (pipelines, options) => comparePipelines(client, pipelines, options),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
