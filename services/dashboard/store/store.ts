import { batch, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { PageMessages } from '../../../orchestrator/control-plane/page/page-messages.ts';
import type { PageSession } from '../../../orchestrator/control-plane/page/page-routes.ts';
import type { RegionView, StateView } from '../../../orchestrator/control-plane/view/state-view.ts';
import { pointOf, withPoint, type LanePoint } from './lane-history.ts';
import { mergeState } from './merge-state.ts';
import { paceOf, tell, timeAt, type TimeBase } from './pipeline-time.ts';
import type { StoredEvent } from '../../../orchestrator/core/pipeline/event.ts';
import type { ClockView } from '../../../orchestrator/runtime/time/pipeline-time.ts';

/** One message of the page's stream. */
export type Message = {
  [Name in keyof PageMessages]: { name: Name; data: PageMessages[Name]; atMs: number };
}[keyof PageMessages];

/** How the page hears of the orchestrator; since when it does not, real time. */
export type Connection = { kind: 'live' } | { kind: 'connecting' | 'lost'; sinceMs: number };

/** Records that are kept; the log has them all. */
const KEPT_RECORDS = 5_000;

const currentState = signal<StateView | null>(null);
const currentRecords = signal<readonly StoredEvent[]>([]);
const names = signal<readonly string[]>([]);
const regionSignals = new Map<string, Signal<RegionView | undefined>>();
const laneSignals = new Map<string, Signal<readonly LanePoint[]>>();
let base: TimeBase | undefined;
/** Told before the state of a new connection: when they were in real time is known with it. */
let early: StoredEvent[] = [];

/** The whole state; null until the first is told. */
export const state: ReadonlySignal<StateView | null> = currentState;
/** The latest records of the log, oldest first. */
export const records: ReadonlySignal<readonly StoredEvent[]> = currentRecords;
/** Names of the regions in order: the same list while it is the same regions. */
export const regionNames: ReadonlySignal<readonly string[]> = names;
export const connection = signal<Connection>({ kind: 'connecting', sinceMs: Date.now() });
/** When the loop last looked for differences, real time; null where that is not known. */
export const loopPolledAtMs = signal<number | null>(null);
/** What this browser may do; null until it was asked. */
export const session = signal<PageSession | null>(null);

/** One region, so that what shows it is drawn anew for its changes alone. */
export function regionSignal(name: string): ReadonlySignal<RegionView | undefined> {
  return find(regionSignals, name, undefined);
}

/** The colours that a region answered lately. */
export function laneSignal(name: string): ReadonlySignal<readonly LanePoint[]> {
  return find(laneSignals, name, []);
}

/** Pipeline time at a moment of real time. */
export function pipelineTime(realMs = Date.now()): number {
  return base === undefined ? realMs : timeAt(base, realMs);
}

/** Takes what a change of the clock was answered with, which the stream tells only at its next beat. */
export function takeClock(clock: ClockView): void {
  const before = currentState.value;
  if (before === null) return;
  base = { nowMs: clock.nowMs, receivedAtMs: Date.now(), pace: paceOf(clock) };
  currentState.value = { ...before, nowMs: clock.nowMs, clock };
}

/** Takes messages of the stream, in order, as one change of what is shown. */
export function take(messages: readonly Message[]): void {
  batch(() => messages.forEach(takeOne));
}

function takeOne(message: Message): void {
  switch (message.name) {
    case 'hello':
      if (!message.data.goesOn) forget();
      connection.value = { kind: 'live' };
      return;
    case 'records':
      currentRecords.value = [...currentRecords.value, ...message.data].slice(-KEPT_RECORDS);
      if (base === undefined) early.push(...message.data);
      else message.data.forEach((record) => takeColor(record, message.atMs));
      return;
    case 'state':
      takeState(message.data, message.atMs);
      return;
    case 'change':
      if (currentState.value === null) return;
      takeState(mergeState(currentState.value, message.data), message.atMs);
      return;
    case 'beat': {
      const { loopPolledAgoMs: agoMs } = message.data;
      loopPolledAtMs.value = agoMs === null ? null : message.atMs - agoMs;
      const clock = currentState.value?.clock;
      if (clock !== undefined)
        base = tell(base, { ...message.data, receivedAtMs: message.atMs, clock });
      return;
    }
  }
}

/** What was known is of another log. */
function forget(): void {
  currentRecords.value = [];
  early = [];
  base = undefined;
  for (const lane of laneSignals.values()) lane.value = [];
}

function takeState(next: StateView, atMs: number): void {
  currentState.value = next;
  base = tell(base, { nowMs: next.nowMs, receivedAtMs: atMs, clock: next.clock });
  for (const record of early) takeColor(record, realTimeOf(record, next, atMs));
  early = [];
  const now = next.regions.map(({ name }) => name);
  if (now.join('\n') !== names.value.join('\n')) names.value = now;
  for (const region of next.regions) {
    find(regionSignals, region.name, undefined).value = region;
    const lane = find(laneSignals, region.name, []);
    if (lane.value.length > 0 || region.answered === null) continue;
    // Its last change is older than what was told of the log.
    lane.value = [{ fromMs: 0, color: region.answered.color }];
  }
}

function takeColor(record: StoredEvent, fromMs: number): void {
  const point = pointOf(record);
  if (point === undefined) return;
  const lane = find(laneSignals, point.region, []);
  lane.value = withPoint(lane.value, { fromMs, color: point.color });
}

/** Of a record that happened before the page was there: what its distance in pipeline time is at the present pace. */
function realTimeOf({ event }: StoredEvent, { nowMs, clock }: StateView, atMs: number): number {
  const agoMs = (nowMs - event.atMs) / Math.max(1, clock.kind === 'real' ? 1 : clock.speed);
  // A log that simulated time has led ahead of real time has moments that are still to come.
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
