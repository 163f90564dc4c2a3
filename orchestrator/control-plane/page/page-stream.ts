import type { Session } from 'better-sse';
import type { Request } from 'express';
import type { Interpreter } from '../../runtime/interpreter/interpreter.ts';
import type { Clock } from '../../common/clock.ts';
import type { StateView } from '../view/state-view.ts';
import type { PageHeartbeat, PageMessages, PageChange } from './page-messages.ts';
import { withoutTimestamps } from '../view/without-timestamps.ts';

export interface PageStreamOptions {
  interpreter: Interpreter;
  view: () => StateView;
  /** Real time. */
  clock: Clock;
}

/** Records that a page gets which had none before. */
const RECENT = 2_000;
const HEARTBEAT_MS = 1_000;
/**
 * Between two changes of the state, so that a burst of events is sent as one: longer where the state is large, so that sending
 * takes a fifth of the time at most.
 */
const REST_MS = 8;
const REST_TO_WORK = 4;

/**
 * Records and state for a page over one connection, since a browser has only six to a host. An id is `SEQ.ATMS` of the
 * last record: a client that comes back with an id of another log gets everything again.
 */
export async function sendPage(
  { interpreter, view, clock }: PageStreamOptions,
  { session, ended, from }: { session: Session; ended: AbortSignal; from: string },
): Promise<void> {
  let id = from;
  const push = <Name extends keyof PageMessages>(name: Name, message: PageMessages[Name]) =>
    session.push(message, name, id);

  let seq = placeOf(interpreter, from);
  push('hello', { isResumed: seq !== undefined });
  seq ??= Math.max(0, interpreter.lastSeq() - RECENT);
  const sendRecords = () => {
    const records = interpreter.events(seq);
    const last = records.at(-1);
    if (last === undefined) return;
    seq = last.seq;
    id = `${last.seq}.${last.event.atMs}`;
    push('records', records);
  };
  sendRecords();
  const first = view();
  const changes = createPageChanges(first);
  push('state', first);

  const sendChanges = (): StateView => {
    sendRecords();
    const present = view();
    const change = changes.next(present);
    if (change !== undefined) push('change', change);
    return present;
  };
  const sendUntilEnd = () => {
    if (!ended.aborted) sendChanges();
  };
  const sendSoon = inBursts(sendUntilEnd, clock, ended);
  // A record is small, and says what a region answers: it does not wait for the state.
  const stop = interpreter.subscribe(() => {
    if (!ended.aborted) sendRecords();
    sendSoon();
  });
  ended.addEventListener('abort', stop, { once: true });
  while (await hasSlept(clock, ended)) {
    push('beat', heartbeatOf(sendChanges()));
  }
}

/** The view gives the loop's times in pipeline time, at their real distance. */
function heartbeatOf({ nowMs, loop }: StateView): PageHeartbeat {
  const beatAtMs = loop?.beatAtMs ?? null;
  return { nowMs, loopPolledAgoMs: beatAtMs === null ? null : nowMs - beatAtMs };
}

/** Where a client takes up the stream: in the header of one that the browser took up, or in the address. */
export function startOfPage({ headers, query }: Request): string {
  const text = headers['last-event-id'] ?? query['after'];
  return typeof text === 'string' ? text : '';
}

/** Undefined where that record is not in this log. */
function placeOf(interpreter: Interpreter, id: string): number | undefined {
  const [, seq = '', atMs = ''] = /^(\d{1,15})\.(\d{1,16})$/.exec(id) ?? [];
  if (seq === '' || Number(seq) < 1 || Number(seq) > interpreter.lastSeq()) return undefined;
  const [record] = interpreter.events(Number(seq) - 1);
  return record?.event.atMs === Number(atMs) ? Number(seq) : undefined;
}

/** False once the stream has ended. */
function hasSlept(clock: Clock, ended: AbortSignal): Promise<boolean> {
  return clock.sleep(HEARTBEAT_MS, ended).then(
    () => true,
    () => false,
  );
}

/** At once, and then again after a rest of at least {@link REST_MS}. */
function inBursts(run: () => void, clock: Clock, ended: AbortSignal): () => void {
  let isResting = false;
  let isDue = false;
  const ask = (): void => {
    isDue = isResting;
    if (isResting) return;
    isResting = true;
    const startedAt = performance.now();
    run();
    const restMs = Math.max(REST_MS, (performance.now() - startedAt) * REST_TO_WORK);
    clock.sleep(restMs, ended).then(
      () => {
        isResting = false;
        if (isDue) ask();
      },
      () => undefined,
    );
  };
  return ask;
}

/** Finds what differs from one state to the next: with hundreds of regions an event changes one or two of them. */
interface PageChanges {
  /** Undefined when nothing but time has passed since the last one. */
  next(state: StateView): PageChange | undefined;
}

/** @param first the state that was sent as a whole */
function createPageChanges(first: StateView): PageChanges {
  const sent = new Map<string, string>();
  /** Whether the value differs from the last one sent. */
  const isChanged = (key: string, value: unknown): boolean => {
    const text = JSON.stringify(value);
    if (sent.get(key) === text) return false;
    sent.set(key, text);
    return true;
  };
  const namesOf = (kind: string, named: readonly { name: string }[]) => {
    const names = named.map(({ name }) => name);
    return isChanged(`${kind} names`, names) ? names : undefined;
  };

  const next = (state: StateView): PageChange | undefined => {
    const { nowMs, seq, regions, stacks, ...parts } = state;
    const still = withoutTimestamps(state);
    const stillStacks = new Map(still.stacks.map((stack) => [stack.name, stack]));
    const changed = Object.entries(parts).filter(([key]) =>
      isChanged(key, still[key as keyof StateView]),
    );
    const regionNames = namesOf('region', regions);
    const stackNames = namesOf('stack', stacks);
    const change: PageChange = {
      nowMs,
      seq,
      parts: Object.fromEntries(changed),
      regions: regions.filter((region) => isChanged(`region ${region.name}`, region)),
      stacks: stacks.filter(({ name }) => isChanged(`stack ${name}`, stillStacks.get(name))),
      ...(regionNames === undefined ? {} : { regionNames }),
      ...(stackNames === undefined ? {} : { stackNames }),
    };
    const isEmpty =
      changed.length + change.regions.length + change.stacks.length === 0 &&
      regionNames === undefined &&
      stackNames === undefined;
    return isEmpty ? undefined : change;
  };
  next(first);
  return { next };
}
