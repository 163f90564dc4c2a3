import type { Clock } from '../../common/clock.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type {
  PipelineEvent,
  UnstampedEvent,
  Effect,
  StoredEvent,
} from '../../core/pipeline/event.ts';
import { reduce } from '../../core/pipeline/reduce.ts';
import { replay, replayStart } from '../../core/pipeline/replay.ts';
import type { PipelineState, Context } from '../../core/pipeline/state.ts';
import type { EventStore } from '../store/event-store.ts';
import { nextWakeUpMs } from '../../core/pipeline/advance.ts';

export interface InterpreterOptions {
  /** What a log goes by that does not hold its definition; see `adopt-definition.ts` for one that does. */
  definition: Definition;
  store: EventStore;
  /** What timestamps and bake timers go by: the pipeline's time. */
  clock: Clock;
  /** What waits for a disk that is full go by. Default `clock`. */
  patience?: Clock;
  /** May refuse an event by what would become of it, before it is on disk. @throws AppError */
  check?: (next: Context, before: Context) => void;
  /** Told of each event once it is on disk and the state swapped. */
  onEvent: (event: StoredEvent) => void;
  /** Runs after that. */
  onEffect: (effect: Effect) => void;
  /** An event in the log that the present definition refuses. */
  onRefusedAtReplay: (event: PipelineEvent, reason: string) => void;
  /** The log could not be written for an event that nobody waits for. */
  onTimerFailure: (error: unknown) => void;
}

/** The shell around the pure reducer: one event at a time, durable before anything is seen of it. */
export interface Interpreter {
  definition(): Definition;
  state(): PipelineState;
  /**
   * Stamps, reduces, appends, then swaps the state and runs the effects.
   * The event may be made from what is known at its turn, so that two submitters never overwrite each other.
   * @throws AppError with the refusal's code, or LOG_WRITE_FAILED; the state is then as before.
   */
  submit(event: UnstampedEvent | ((context: Context) => UnstampedEvent)): Promise<StoredEvent>;
  /** Events from `afterSeq` on, oldest first. */
  events(afterSeq?: number): readonly StoredEvent[];
  /** Sequence number of the last event; 0 before the first. */
  lastSeq(): number;
  /** Calls back after each record, once it is to be seen. Gives what ends that. */
  subscribe(listener: (record: StoredEvent) => void): () => void;
  /** Resolves when every event that was submitted, or whose timer has rung, is in the log or refused. */
  settled(): Promise<void>;
  /** Stops the timers and waits for the events under way. */
  close(): Promise<void>;
}

/** Pause before a timer is tried again whose event could not be written (a full disk, say). */
const TIMER_RETRY_MS = 5_000;

/** How many events a start replays at most, after a crash: some 30 ms. */
const SNAPSHOT_EVERY = 10_000;

/** What is known at the end of the log: replayed from the last snapshot on, or from its beginning. */
export function recover(
  options: Pick<InterpreterOptions, 'definition' | 'store' | 'onRefusedAtReplay'>,
): Context {
  const { store, definition, onRefusedAtReplay } = options;
  const snapshot = store.snapshot();
  const records = store.readAfter(snapshot?.seq ?? 0);
  const events = records.map(({ event }) => event);
  // The checksum vouches that this is what keepSnapshot saved.
  const start = (snapshot?.state as Context | undefined) ?? replayStart(events[0], definition);
  return replay(events, onRefusedAtReplay, start);
}

/** Replays the log and goes on from there: overdue timers fire at once. */
export function startInterpreter(options: InterpreterOptions): Interpreter {
  const { store, clock, patience = clock } = options;
  let present = recover(options);
  let queue: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(record: StoredEvent) => void>();
  const closing = new AbortController();
  let timer = new AbortController();

  const handle = async (make: (context: Context) => UnstampedEvent): Promise<StoredEvent> => {
    const atMs = Math.max(clock.nowMs(), present.state.lastEventAtMs);
    const event: PipelineEvent = { ...make(present), atMs };
    const reduction = reduce(present.definition, present.state, event);
    if (!reduction.accepted) {
      throw new AppError(reduction.code, reduction.reason, { action: reduction.action });
    }
    options.check?.(reduction, present);
    const record = await store.append(event);
    const { definition, state } = reduction;
    present = { definition, state };
    options.onEvent(record);
    for (const listener of [...listeners]) listener(record);
    reduction.effects.forEach(options.onEffect);
    scheduleWakeUp();
    if (record.seq % SNAPSHOT_EVERY === 0) void keepSnapshot();
    return record;
  };

  const submit: Interpreter['submit'] = (event) => {
    const handled = queue.then(() => handle(typeof event === 'function' ? event : () => event));
    queue = handled.catch(() => undefined);
    return handled;
  };

  /** Only a cache of the log: one that cannot be written is none. */
  const keepSnapshot = () => store.saveSnapshot(store.lastSeq(), present).catch(() => undefined);

  /** Sleeps exactly until the next timer is due; replaced whenever the state changes. */
  const scheduleWakeUp = () => {
    timer.abort();
    timer = new AbortController();
    const wakeAtMs = nextWakeUpMs(present);
    if (wakeAtMs === undefined || closing.signal.aborted) return;
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
    patience.sleep(TIMER_RETRY_MS, signal).then(scheduleWakeUp, () => undefined);
  };

  scheduleWakeUp();
  return {
    definition: () => present.definition,
    state: () => present.state,
    submit,
    events: (afterSeq = 0) => store.readAfter(afterSeq),
    lastSeq: () => store.lastSeq(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    settled: async () => {
      let seen: typeof queue;
      do {
        // A timer that has rung submits its event in a promise chain, which ends before an immediate runs.
        await new Promise((resolve) => setImmediate(resolve));
        seen = queue;
        await seen;
      } while (seen !== queue);
    },
    close: async () => {
      closing.abort();
      timer.abort();
      await queue;
      await keepSnapshot();
    },
  };
}
