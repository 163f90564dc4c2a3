import type { ResourceChange } from '../../orchestrator/ports/update-event.ts';
import type { Definition, UpdateSettings } from '../../orchestrator/core/definition/definition.ts';
import { startLoop, type Loop } from '../../orchestrator/runtime/loop/loop.ts';
import type { UnstampedEvent } from '../../orchestrator/core/pipeline/event.ts';
import { createFakeClock } from './fakes/fake-clock.ts';
import { createFakeEngine } from './fakes/fake-engine.ts';
import { walkthrough } from './walkthrough.ts';

export const CHANGE: ResourceChange = {
  urn: 'u',
  type: 't',
  name: 'n',
  operation: 'update',
  properties: ['config'],
};

let running: Loop | undefined;

/** To be called after each test. */
export async function stopFakeLoop(): Promise<void> {
  await running?.stop();
}

export interface LoopStart {
  everyMs?: number;
  known?: string[];
  definition?: Definition;
}

/** Starts a loop over a fake engine on a fake clock. */
export function startFakeLoop({ everyMs, known = [], definition = walkthrough() }: LoopStart = {}) {
  const clock = createFakeClock();
  const engine = createFakeEngine();
  engine.known = known;
  const removed: string[] = [];
  const reports: UnstampedEvent[] = [];
  const digests = new Map<string, string | null>();
  const loop = startLoop({
    definition,
    desired: (stack) => digests.get(stack) ?? (digests.has(stack) ? null : 'blue'),
    engine,
    clock,
    everyMs: everyMs ?? null,
    programOf: () => () => Promise.resolve({}),
    report: (event) => Promise.resolve(reports.push(event)),
    onUpdateEvent: () => undefined,
    onStackRemoved: (stack) => removed.push(stack),
    onReportFailure: () => undefined,
  });
  running = loop;
  const settle = () => clock.advance(0);
  /** The oldest update ends, and what follows from that happens. */
  const finish = async (outcome?: Parameters<typeof engine.finish>[0]) => {
    engine.finish(outcome);
    await settle();
  };
  /** Every update that runs ends well, and those that follow it. */
  const finishAll = async () => {
    while (engine.running() > 0) await finish();
  };
  return { clock, digests, engine, finish, finishAll, loop, removed, reports, settle };
}

/** Stacks without regions, and how they are updated. */
export function fleet(names: string[], updates: UpdateSettings = {}): Definition {
  return { ...walkthrough(), stacks: names.map((name) => ({ name, regions: [] })), updates };
}
