import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { decide } from '../../orchestrator/core/evaluation/decide.ts';
import type { UnstampedEvent } from '../../orchestrator/core/pipeline/event.ts';
import { reduce } from '../../orchestrator/core/pipeline/reduce.ts';
import { currentPhase, releaseStatus } from '../../orchestrator/core/pipeline/release.ts';
import { findRelease } from '../../orchestrator/core/pipeline/release-history.ts';
import {
  initialState,
  type Release,
  type Context,
} from '../../orchestrator/core/pipeline/state.ts';
import { MOVES, play, statusOf, type Board, type Move, type Square } from './action-oracle.ts';
import { withPhases } from './walkthrough.ts';

/** How long a turn of time, and every bake that is not nothing, takes. */
const TURN_MS = 1_000;

const KINDS: readonly Square[] = ([0, 1, 2] as const).flatMap((approvers) => [
  { approvers, bakes: false },
  { approvers, bakes: true },
]);

/** Every mix of that many phases. */
export function mixesOf(length: number): Square[][] {
  if (length === 0) return [[]];
  return mixesOf(length - 1).flatMap((rest) => KINDS.map((kind) => [kind, ...rest]));
}

/** One action in one situation, as the engine answered it. */
export interface Answer {
  /** Where the release stood, in words. */
  before: string;
  move: Move;
  /** The status after it, or the code of the refusal. */
  outcome: string;
  reason: string | null;
}

interface Node {
  context: Context;
  board: Board;
  key: string;
  /** The board in words. */
  before: string;
}

function nodeOf(squares: readonly Square[], context: Context, board: Board): Node {
  return { context, board, key: keyOf(squares, board), before: inWords(squares, board) };
}

/**
 * Tries every action in every state that a pipeline can come to.
 * @param seen called with each answer.
 * @param known states that need not be tried again: those of pipelines before, where it is shared with them. Two states
 * are the same when the same phases are still to come.
 * @returns how many were tried.
 * @throws Error where the engine and the oracle disagree.
 */
export function explore(
  squares: readonly Square[],
  seen: (answer: Answer) => void,
  known = new Set<string>(),
): number {
  const first = firstNode(squares);
  known.add(first.key);
  const nodes = [first];
  let tried = 0;
  for (const node of nodes) {
    for (const move of MOVES) {
      tried += 1;
      const next = step(squares, node, move, seen);
      if (next === undefined || known.has(next.key)) continue;
      known.add(next.key);
      nodes.push(next);
    }
  }
  return tried;
}

/** Where everyone has the good version that a rollback goes to. */
function firstNode(squares: readonly Square[]): Node {
  const definition = definitionOf(squares);
  const start = { definition, state: initialState(definition) };
  const changed = submit(start, eventOf(start, 'change'));
  const isActive = changed.state.activeReleases['rel-1'] !== undefined;
  const completed = isActive ? submit(changed, eventOf(changed, 'rollout')) : changed;
  const board: Board = { pawn: null, isHeld: false, ended: 'COMPLETED', isGood: true };
  return nodeOf(squares, completed, board);
}

function step(
  squares: readonly Square[],
  { context, board, before }: Node,
  move: Move,
  seen: (answer: Answer) => void,
): Node | undefined {
  const { definition, state } = context;
  const atMs = state.lastEventAtMs + (move === 'time' ? TURN_MS : 0);
  const reduction = reduce(definition, state, { ...eventOf(context, move), atMs });
  const expected = play(squares, board, move);
  const found = reduction.accepted ? boardOf(reduction) : reduction.code;
  if (textOf(found) !== textOf(expected)) {
    const story = { squares, board, move, engine: found, oracle: expected };
    throw new Error(`the engine and the oracle disagree: ${JSON.stringify(story, null, 1)}`);
  }
  if (!reduction.accepted) {
    seen({ before, move, outcome: reduction.code, reason: reduction.reason });
    return undefined;
  }
  const after = found as Board;
  const status = releaseStatus(lastRelease(reduction));
  if (status !== statusOf(squares, after)) throw new Error(`${status} after ${move}`);
  checkRegions(reduction, after);
  seen({ before, move, outcome: `→ ${status}`, reason: null });
  return nodeOf(squares, reduction, after);
}

function definitionOf(squares: readonly Square[]): Definition {
  return withPhases(
    squares.map(({ approvers, bakes }) => ({
      review: approvers > 0,
      minimumApprovals: Math.max(1, approvers),
      intervalMs: bakes ? TURN_MS : 0,
    })),
  );
}

function submit({ definition, state }: Context, event: UnstampedEvent): Context {
  const reduction = reduce(definition, state, { ...event, atMs: 1 });
  if (!reduction.accepted) throw new Error(reduction.reason);
  return reduction;
}

function eventOf(context: Context, move: Move): UnstampedEvent {
  const { state } = context;
  const id = `rel-${state.releaseCount}`;
  const release = state.activeReleases[id];
  const phase = (release && currentPhase(release)?.id) ?? 'phase-0';
  const by = { actor: 'starter', reason: null };
  const approvals = release?.records.find((_, n) => `phase-${n}` === phase)?.approvals.length ?? 0;
  const scope = { kind: 'everything' } as const;
  const config = 'colorteller';
  switch (move) {
    case 'approve':
      return { type: 'phase-approved', release: id, phase, ...by, actor: `person ${approvals}` };
    case 'approve again':
      return { type: 'phase-approved', release: id, phase, ...by, actor: 'person 0' };
    case 'pause':
      return { type: 'release-paused', release: id, phase, ...by };
    case 'unpause':
      return { type: 'release-unpaused', release: id, phase, ...by };
    case 'skip':
      return { type: 'phase-skipped', release: id, phase, ...by };
    case 'abort':
      return { type: 'release-aborted', release: id, ...by };
    case 'rollout':
      return { type: 'release-rolled-out', release: id, ...by };
    case 'change': {
      const change = { defaultValue: { color: `color-${state.releaseCount}` } };
      return { type: 'config-changed', config, change, ...by };
    }
    case 'rollback':
      return { type: 'config-rolled-back', config, release: 'rel-1', ...by };
    case 'hold':
      return { type: 'hold-placed', scope, ...by };
    case 'lift':
      return { type: 'hold-lifted', scope, ...by };
    case 'time':
      return { type: 'timer-fired' };
  }
}

const lastRelease = ({ state }: Context): Release =>
  findRelease(state, `rel-${state.releaseCount}`)!;

/** The engine's state as the oracle speaks of it. */
function boardOf(context: Context): Board {
  const { state } = context;
  const { stage, records, phases, pausedSinceMs } = lastRelease(context);
  const isHeld = state.holds.length > 0;
  const isGood = state.configs['colorteller']?.current.release === 'rel-1';
  if (!('phaseIndex' in stage)) {
    const ended = stage.kind === 'completed' ? 'COMPLETED' : 'ABORTED';
    return { pawn: null, isHeld, ended, isGood };
  }
  const { phaseIndex: phase, elapsedMs, runningSinceMs } = stage;
  const isLive = stage.kind === 'baking';
  const ranMs = elapsedMs + (runningSinceMs === null ? 0 : state.lastEventAtMs - runningSinceMs);
  const isBaked = isLive && ranMs >= phases[phase]!.timeIntervalMs;
  const approvedBy = records[phase]!.approvals.map(({ actor }) => actor);
  const pawn = { phase, isLive, isBaked, isPaused: pausedSinceMs !== null, approvedBy };
  return { pawn, isHeld, ended: null, isGood };
}

function textOf(found: Board | string): string {
  if (typeof found === 'string') return found;
  return `${keyOf([], found)} ${found.pawn?.phase} ${found.ended} ${found.isGood}`;
}

/** What makes two states the same for everything that can still happen. */
function keyOf(squares: readonly Square[], { pawn, isHeld, ended, isGood }: Board): string {
  const rest = squares.slice(pawn?.phase ?? 0);
  const toCome = rest.map(({ approvers, bakes }) => `${approvers}${bakes ? 'b' : ''}`).join();
  if (pawn === null) return `${toCome} ${isHeld} ${ended} ${isGood}`;
  const { isLive, isBaked, isPaused, approvedBy } = pawn;
  // What everyone has shows only after the end, so short pipelines are enough to distinguish it.
  const everyone = squares.length <= 2 && isGood;
  return `${toCome} ${isHeld} ${everyone} ${isLive} ${isBaked} ${isPaused} ${approvedBy.join()}`;
}

/** The region of the current phase has the new version as soon as the phase is live, and not before. */
function checkRegions(context: Context, { pawn }: Board): void {
  const { definition, state } = context;
  const versions = definition.regions.map(
    (region) => decide(state, 'colorteller', region)!.configVersion,
  );
  const { from, to } = lastRelease(context);
  const isWrong =
    pawn === null
      ? new Set(versions).size > 1
      : versions[pawn.phase] !== (pawn.isLive ? to : from).configVersion ||
        versions.slice(pawn.phase + 1).includes(to.configVersion);
  if (isWrong) throw new Error(`versions ${versions.join()} at ${JSON.stringify(pawn)}`);
}

function inWords(squares: readonly Square[], board: Board): string {
  const { pawn, isHeld } = board;
  const status = statusOf(squares, board);
  const held = isHeld ? ', held' : '';
  if (pawn === null) return `${status}${held}`;
  const last = pawn.phase === squares.length - 1 ? ', last phase' : '';
  const reviewed = squares[pawn.phase]!.approvers > 0;
  const approved = pawn.approvedBy.length >= squares[pawn.phase]!.approvers;
  const stage = pawn.isLive
    ? `live ${reviewed ? 'after review' : 'without review'}`
    : approved
      ? `kept from starting ${reviewed ? 'after review' : 'without review'}`
      : 'in review';
  return `${status}: ${stage}${last}${held}`;
}
