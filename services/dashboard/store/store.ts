import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type {
  PageMessages,
  PageChange,
} from '../../../orchestrator/control-plane/page/page-messages.ts';
import type { PageSession } from '../../../orchestrator/control-plane/page/page-routes.ts';
import type { RegionView, StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { pointOf, withPoint, type LanePoint } from './lane-history.ts';
import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';
import type { ClockView } from '../../../orchestrator/runtime/time/clock-view.ts';

/** One message of the page's stream. */
export type Message = {
  [Name in keyof PageMessages]: { name: Name; data: PageMessages[Name]; atMs: number };
}[keyof PageMessages];

/** The connection to the orchestrator; times are real. */
export type Connection = { kind: 'live' } | { kind: 'connecting' | 'lost'; sinceMs: number };

/** Maximum number of records in the page; the log has all. */
const KEPT_RECORDS = 5_000;

const currentState = signal<StateView | null>(null);
const currentRecords = signal<readonly StoredEvent[]>([]);
const names = signal<readonly string[]>([]);
const regionSignals = new Map<string, Signal<RegionView | undefined>>();
const laneSignals = new Map<string, Signal<readonly LanePoint[]>>();
let base: TimeBase | undefined;
/** Records that arrive before the state, which their real time depends on. */
let early: StoredEvent[] = [];

/** The whole state; null until it arrives. */
export const state: ReadonlySignal<StateView | null> = currentState;
/** The latest records of the log, oldest first. */
export const records: ReadonlySignal<readonly StoredEvent[]> = currentRecords;
/** Names of the regions in order; the same array until they change. */
export const regionNames: ReadonlySignal<readonly string[]> = names;
export const connection = signal<Connection>({ kind: 'connecting', sinceMs: Date.now() });
/** When the loop last polled, in real time; null when unknown. */
export const loopPolledAtMs = signal<number | null>(null);
/** What this browser may do; null until it is loaded. */
export const session = signal<PageSession | null>(null);

/** One region, so that its view renders only on its own changes. */
export function regionSignal(name: string): ReadonlySignal<RegionView | undefined> {
  return find(regionSignals, name, undefined);
}

/** The recent colours of a region. */
export function laneSignal(name: string): ReadonlySignal<readonly LanePoint[]> {
  return find(laneSignals, name, []);
}

/** Pipeline time at a moment of real time. */
export function pipelineTime(realMs = Date.now()): number {
  return base === undefined ? realMs : timeAt(base, realMs);
}

/** Applies the response to a change of the clock, before the next beat of the stream brings it. */
export function applyClock(clock: ClockView): void {
  const before = currentState.value;
  if (before === null) return;
  base = { nowMs: clock.nowMs, receivedAtMs: Date.now(), pace: paceOf(clock) };
  currentState.value = { ...before, nowMs: clock.nowMs, clock };
}

/**
 * Turns the tiles of regions that answer anew. It does not wait for a frame, as the list of events does, which is costly
 * to draw; to apply the same records again changes nothing.
 */
export function applyAnswers(answered: readonly StoredEvent[]): void {
  batch(() => answered.forEach(applyAnswer));
}

/** Applies messages of the stream in order, as one batch. */
export function applyMessages(messages: readonly Message[]): void {
  batch(() => messages.forEach(applyMessage));
}

function applyMessage(message: Message): void {
  switch (message.name) {
    case 'hello':
      if (!message.data.isResumed) forget();
      connection.value = { kind: 'live' };
      return;
    case 'records':
      currentRecords.value = [...currentRecords.value, ...message.data].slice(-KEPT_RECORDS);
      if (base === undefined) early.push(...message.data);
      else {
        for (const record of message.data) {
          applyColor(record, message.atMs);
          applyAnswer(record);
        }
      }
      return;
    case 'state':
      applyState(message.data, message.atMs);
      return;
    case 'change':
      if (currentState.value === null) return;
      applyState(mergeState(currentState.value, message.data), message.atMs);
      return;
    case 'beat': {
      const { loopPolledAgoMs: agoMs } = message.data;
      loopPolledAtMs.value = agoMs === null ? null : message.atMs - agoMs;
      const clock = currentState.value?.clock;
      if (clock !== undefined)
        base = nextBase(base, { ...message.data, receivedAtMs: message.atMs, clock });
      return;
    }
  }
}

/** Drops the records of another log. */
function forget(): void {
  currentRecords.value = [];
  early = [];
  base = undefined;
  for (const lane of laneSignals.values()) lane.value = [];
}

function applyState(next: StateView, atMs: number): void {
  currentState.value = next;
  base = nextBase(base, { nowMs: next.nowMs, receivedAtMs: atMs, clock: next.clock });
  for (const record of early) applyColor(record, realTimeOf(record, next, atMs));
  early = [];
  const now = next.regions.map(({ name }) => name);
  if (now.join('\n') !== names.value.join('\n')) names.value = now;
  for (const region of next.regions) {
    find(regionSignals, region.name, undefined).value = region;
    const lane = find(laneSignals, region.name, []);
    if (lane.value.length > 0 || region.answered === null) continue;
    // Its last change is older than the records received.
    lane.value = [{ fromMs: 0, color: region.answered.color }];
  }
}

function applyColor(record: StoredEvent, fromMs: number): void {
  const point = pointOf(record);
  if (point === undefined) return;
  const lane = find(laneSignals, point.region, []);
  lane.value = withPoint(lane.value, { fromMs, color: point.color });
}

/** A region turns with its record; what else is of it follows with the state. */
function applyAnswer({ event }: StoredEvent): void {
  if (event.type !== 'region-observed') return;
  const region = regionSignals.get(event.region);
  if (region?.value === undefined) return;
  const { answer, problem, atMs } = event;
  region.value = { ...region.value, answered: answer, answeredAtMs: atMs, problem };
}

/** The real time of an earlier record, estimated by the present pace of pipeline time. */
function realTimeOf({ event }: StoredEvent, { nowMs, clock }: StateView, atMs: number): number {
  const agoMs = (nowMs - event.atMs) / Math.max(1, clock.kind === 'real' ? 1 : clock.speed);
  // Simulated time may have put records into the future.
  return atMs - Math.max(0, agoMs);
}

function find<Value>(
  signals: Map<string, Signal<Value>>,
  name: string,
  first: Value,
): Signal<Value> {
  const found = signals.get(name) ?? signal(first);
  signals.set(name, found);
  return found;
}

/** The state after a change. Unchanged parts stay the same objects, so that their views do not render again. */
function mergeState(state: StateView, change: PageChange): StateView {
  const { nowMs, seq, parts, regions, stacks, regionNames, stackNames } = change;
  return {
    ...state,
    ...parts,
    nowMs,
    seq,
    regions: mergeNamed(state.regions, regions, regionNames),
    stacks: mergeNamed(state.stacks, stacks, stackNames),
  };
}

function mergeNamed<Item extends { name: string }>(
  before: Item[],
  changed: readonly Item[],
  names: readonly string[] | undefined,
): Item[] {
  if (changed.length === 0 && names === undefined) return before;
  const byName = new Map([...before, ...changed].map((item) => [item.name, item]));
  return (names ?? before.map(({ name }) => name)).flatMap((name) => byName.get(name) ?? []);
}

/** Pipeline time as last received, and its pace since. */
interface TimeBase {
  nowMs: number;
  /** When it was received, in real time of this browser. */
  receivedAtMs: number;
  /** Times real time, as estimated. */
  pace: number;
}

/** Two beats with the same time mean a frozen clock only when they are at least this far apart. */
const STILL_MS = 500;

/** The pace by the settings of the clock. */
function paceOf({ kind, speed, isPaused }: ClockView): number {
  if (kind === 'real') return 1;
  return isPaused ? 0 : speed;
}

/**
 * The base after another message of the server. A simulated clock also freezes while a release waits for regions, which
 * only shows in its messages: the same time twice.
 */
export function nextBase(
  before: TimeBase | undefined,
  { nowMs, receivedAtMs, clock }: { nowMs: number; receivedAtMs: number; clock: ClockView },
): TimeBase {
  const stands =
    clock.kind === 'simulated' &&
    before?.nowMs === nowMs &&
    receivedAtMs - before.receivedAtMs >= STILL_MS;
  return { nowMs, receivedAtMs, pace: stands ? 0 : paceOf(clock) };
}

/** Pipeline time at a moment of real time. */
export function timeAt({ nowMs, receivedAtMs, pace }: TimeBase, realMs: number): number {
  return nowMs + Math.max(0, realMs - receivedAtMs) * pace;
}
