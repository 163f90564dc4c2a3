import { reduce } from '../../core/pipeline/reduce.ts';
import { finishedBetween } from '../../core/pipeline/release-history.ts';
import { replayStart } from '../../core/pipeline/replay.ts';
import type { Release } from '../../core/pipeline/state.ts';
import { pagesAfter } from '../store/event-store.ts';
import type { Interpreter } from './interpreter.ts';

/** Every release that has ended, from the log: the state holds only the latest. */
export interface ReleaseArchive {
  /** Those that have ended, in the order in which they did. Each call replays the log, page by page. */
  finished(): AsyncIterable<Release>;
  /** Undefined when no ended release has that id. */
  find(id: string): Promise<Release | undefined>;
}

export function createReleaseArchive({
  events,
  definition,
}: Pick<Interpreter, 'events' | 'definition'>): ReleaseArchive {
  async function* finished(): AsyncGenerator<Release> {
    let context = replayStart(events(0, 1)[0]?.event, definition());
    for (const page of pagesAfter({ readAfter: events }, 0)) {
      // Whoever else is served gets a turn.
      await new Promise((resolve) => setImmediate(resolve));
      for (const { event } of page) {
        const next = reduce(context.definition, context.state, event);
        if (!next.accepted) continue;
        yield* finishedBetween(context.state, next.state);
        context = next;
      }
    }
  }
  return {
    finished,
    find: async (id) => {
      for await (const release of finished()) if (release.id === id) return release;
      return undefined;
    },
  };
}
