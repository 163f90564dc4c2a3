import type { Clock } from '../../common/clock.ts';
import type { Definition } from '../../core/definition/definition.ts';
import type {
  PipelineEvent,
  UnstampedEvent,
  Effect,
  StoredEvent,
} from '../../core/pipeline/event.ts';
import { admit } from '../../core/pipeline/admit.ts';
import { refusalError } from '../../core/pipeline/refusal.ts';
import { replay, replayStart } from '../../core/pipeline/replay.ts';
import type { PipelineState, Context } from '../../core/pipeline/state.ts';
import { pagesAfter, type EventStore } from '../store/event-store.ts';
import { nextWakeUpMs } from '../../core/pipeline/advance.ts';

export interface InterpreterOptions {
  /** For a log that does not hold its definition; see `adopt-definition.ts` for one that does. */
  definition: Definition;
  store: EventStore;
  /** Pipeline time: of timestamps and bake timers. */
  clock: Clock;
  /** Real time: of retries after a full disk. Default `clock`. */
  realClock?: Clock;
  /** May refuse an event by the state that follows from it, before it is on disk. @throws AppError */
  check?: (next: Context, before: Context) => void;
  /** Called for an event in the log that the current definition refuses. */
  onRefusedAtReplay: (event: PipelineEvent, reason: string) => void;
  /** Called when the event of a timer could not be written to the log. */
  onTimerFailure: (error: unknown) => void;
}

/** Receives each event once it is on disk and the state swapped, with the effects that it causes. */
export type Subscriber = (record: StoredEvent, effects: readonly Effect[]) => void;

/** The shell around the pure reducer: one event at a time, durable before anyone sees it. */
export interface Interpreter {
  definition(): Definition;
  state(): PipelineState;
  /**
   * Stamps, admits, appends, swaps the state, then notifies the subscribers.
   * A function makes the event from the state at its turn, so that two submitters never overwrite each other.
   * @throws AppError with the refusal's code, or LOG_WRITE_FAILED; the state is then as before.
   */
  submit(event: UnstampedEvent | ((context: Context) => UnstampedEvent)): Promise<StoredEvent>;
  /** Events after `afterSeq`, oldest first, at most so many. Default: all. */
  events(afterSeq?: number, most?: number): readonly StoredEvent[];
  /** Sequence number of the last event; 0 before the first. */
  lastSeq(): number;
  /** Subscribers are notified in the order of their subscription. @returns what unsubscribes. */
  subscribe(subscriber: Subscriber): () => void;
  /** Starts the timers; overdue ones fire at once. Subscribe before it. */
  start(): void;
  /** Resolves when every event that was submitted, or whose timer has fired, is in the log or refused. */
  settled(): Promise<void>;
  /** Stops the timers and waits for the events in flight. */
  close(): Promise<void>;
}

/** Pause before a timer is tried again whose event could not be written (a full disk, say). */
const TIMER_RETRY_MS = 5_000;

/** How many events a start replays at most, after a crash: some 30 ms. */
const SNAPSHOT_EVERY = 10_000;

/** The state at the end of the log: replayed from the last snapshot, or from the first event. */
export function recover(
  options: Pick<InterpreterOptions, 'definition' | 'store' | 'onRefusedAtReplay'>,
): Context {
  const { store, definition, onRefusedAtReplay } = options;
  const snapshot = store.snapshot();
  // The checksum vouches that this is what keepSnapshot saved.
  let present = snapshot?.state as Context | undefined;
  for (const page of pagesAfter(store, snapshot?.seq ?? 0)) {
    const events = page.map(({ event }) => event);
    present = replay(events, onRefusedAtReplay, present ?? replayStart(events[0], definition));
  }
  return present ?? replayStart(undefined, definition);
}

/** Replays the log; takes events from then on. */
export function createInterpreter(options: InterpreterOptions): Interpreter {
  const { store, clock, realClock = clock } = options;
  let present = recover(options);
  let queue: Promise<unknown> = Promise.resolve();
  const subscribers = new Set<Subscriber>();
  let isStarted = false;
  const closing = new AbortController();
  let timer = new AbortController();

  const handle = async (make: (context: Context) => UnstampedEvent): Promise<StoredEvent> => {
    const atMs = Math.max(clock.nowMs(), present.state.lastEventAtMs);
    const event: PipelineEvent = { ...make(present), atMs };
    const reduction = admit(present, event);
    if (!reduction.accepted) throw refusalError(reduction);
    options.check?.(reduction, present);
    const record = await store.append(event);
    const { definition, state } = reduction;
    present = { definition, state };
    for (const notify of [...subscribers]) notify(record, reduction.effects);
    scheduleWakeUp();
    if (record.seq % SNAPSHOT_EVERY === 0) void keepSnapshot();
    return record;
  };

  const submit: Interpreter['submit'] = (event) => {
    const handled = queue.then(() => handle(typeof event === 'function' ? event : () => event));
    queue = handled.catch(() => undefined);
    return handled;
  };

  /** Only a cache of the log: a failed write is ignored. */
  const keepSnapshot = () => store.saveSnapshot(store.lastSeq(), present).catch(() => undefined);

  /** Sleeps exactly until the next timer is due; replaced whenever the state changes. */
  const scheduleWakeUp = () => {
    timer.abort();
    timer = new AbortController();
    const wakeAtMs = nextWakeUpMs(present);
    if (!isStarted || wakeAtMs === undefined || closing.signal.aborted) return;
    const { signal } = timer;
    clock
      .sleep(Math.max(0, wakeAtMs - clock.nowMs()), signal)
      .then(() => submit({ type: 'timer-fired' }))
      .catch((error: unknown) => {
        if (signal.aborted) return;
        options.onTimerFailure(error);
        retryWakeUp(signal);
      });
  };

  const retryWakeUp = (signal: AbortSignal) => {
    realClock.sleep(TIMER_RETRY_MS, signal).then(scheduleWakeUp, () => undefined);
  };

  return {
    definition: () => present.definition,
    state: () => present.state,
    submit,
    events: (afterSeq = 0, most) => store.readAfter(afterSeq, most),
    lastSeq: () => store.lastSeq(),
    subscribe: (subscriber) => {
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    start: () => {
      isStarted = true;
      scheduleWakeUp();
    },
    settled: async () => {
      let awaited: typeof queue;
      do {
        // A timer that has fired submits its event in a promise chain, which ends before an immediate runs.
        await new Promise((resolve) => setImmediate(resolve));
        awaited = queue;
        await awaited;
      } while (awaited !== queue);
    },
    close: async () => {
      closing.abort();
      timer.abort();
      await queue;
      await keepSnapshot();
    },
  };
}
