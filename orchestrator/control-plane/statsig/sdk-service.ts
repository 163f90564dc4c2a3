import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import { createExposureBook } from '../../integrations/exposures/exposure-book.ts';
import type { SdkKeys } from '../keys/workspace-keys.ts';
import { createWrongKeys } from '../middleware/wrong-keys.ts';
import type { ExposureRoutesOptions } from '../routes/exposure-routes.ts';
import type { SdkRoutesOptions } from './sdk-routes.ts';
import { createSpecsFeed, type SpecsFeed } from './specs-feed.ts';
import { createSpecsStreams, type SpecsStreams } from './stream-specs.ts';

/** Wrong server keys from one source within a minute; an SDK with an old one asks every few seconds. */
const WRONG_KEYS_ALLOWED = 60;

/** Events that a start reads for the time of the specs: so many in one millisecond are not expected. */
const LATEST_EVENTS = 2_000;

/** Everything that serves Statsig's SDKs, for the app and for the port. */
export interface SdkService {
  feed: SpecsFeed;
  routes: SdkRoutesOptions & ExposureRoutesOptions;
  streams: SpecsStreams;
}

export function createSdkService(options: {
  interpreter: Interpreter;
  keys: SdkKeys;
  /** Real time, as the SDKs go by. */
  realNowMs: () => number;
}): SdkService {
  const { interpreter, keys, realNowMs } = options;
  const feed = createSpecsFeed({
    present: () => ({ definition: interpreter.definition(), state: interpreter.state() }),
    events: interpreter.events(Math.max(0, interpreter.lastSeq() - LATEST_EVENTS)),
  });
  const wrongKeys = createWrongKeys({ allowed: WRONG_KEYS_ALLOWED, nowMs: realNowMs });
  const streams = createSpecsStreams({ feed, keys, wrongKeys });
  const exposures = createExposureBook();
  const routes = {
    feed,
    keys,
    wrongKeys,
    exposures,
    realNowMs,
    specsTimeMs: feed.timeMs,
    attachedSdks: streams.count,
  };
  return { feed, routes, streams };
}
