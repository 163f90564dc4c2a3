/**
 * What an action does to a release, said a second time and independently of the reducer: phases as a small board game
 * in which a turn of time is as long as every bake. It knows holds of everything, and no change windows or timeouts.
 */

/** A phase of the game; every bake that is not nothing takes one turn of time. */
export interface Square {
  /** How many different people have to approve; 0: no review. */
  approvers: 0 | 1 | 2;
  bakes: boolean;
}

/** Where an active release stands. */
export interface Pawn {
  phase: number;
  isLive: boolean;
  isBaked: boolean;
  isPaused: boolean;
  approvedBy: readonly string[];
}

export interface Board {
  pawn: Pawn | null;
  isHeld: boolean;
  /** How the last release ended; null while one is active. */
  ended: 'COMPLETED' | 'ABORTED' | null;
  /** Whether everyone has the version that a rollback would bring. */
  isGood: boolean;
}

export const MOVES = [
  'approve',
  'approve again',
  'pause',
  'unpause',
  'skip',
  'abort',
  'rollout',
  'change',
  'rollback',
  'hold',
  'lift',
  'time',
] as const;

export type Move = (typeof MOVES)[number];

/** The code of the refusal, or the board after the move. */
export function play(squares: readonly Square[], board: Board, move: Move): Board | string {
  const { pawn, isHeld } = board;
  switch (move) {
    case 'hold':
      return isHeld ? 'ACTION_REFUSED' : { ...board, isHeld: true };
    case 'lift':
      return isHeld ? settle(squares, { ...board, isHeld: false }) : 'ACTION_REFUSED';
    case 'change':
      return pawn === null ? enter(squares, board, 0, false) : 'RELEASE_ACTIVE';
    case 'rollback':
      if (pawn === null) return board.isGood ? 'NO_CHANGE' : { ...board, isGood: true };
      return { ...board, pawn: null, ended: 'ABORTED', isGood: true };
    case 'time':
      return settle(squares, pawn?.isLive === true ? baked(board, pawn) : board);
    case 'approve':
    case 'approve again':
    case 'pause':
    case 'unpause':
    case 'skip':
    case 'abort':
    case 'rollout':
      return pawn === null ? 'NOTHING_ACTIVE' : act(squares, board, pawn, move);
  }
}

/** In a word, as `status` shows it. */
export function statusOf(squares: readonly Square[], { pawn, ended }: Board): string {
  if (pawn === null) return ended ?? '';
  if (pawn.isPaused) return 'PAUSED';
  return pawn.isLive || isApproved(squares, pawn) ? 'IN_PROGRESS' : 'WAITING_FOR_REVIEW';
}

type OwnMove = Exclude<Move, 'hold' | 'lift' | 'change' | 'rollback' | 'time'>;

function act(squares: readonly Square[], board: Board, pawn: Pawn, move: OwnMove): Board | string {
  const isLast = pawn.phase === squares.length - 1;
  switch (move) {
    case 'approve':
    case 'approve again': {
      const { approvedBy } = pawn;
      const needed = squares[pawn.phase]!.approvers;
      if (needed > 0 && approvedBy.length === needed) return board;
      if (needed === 0) return 'ACTION_REFUSED';
      const actor = move === 'approve' ? `person ${approvedBy.length}` : 'person 0';
      if (approvedBy.includes(actor)) return board;
      const more = { ...pawn, approvedBy: [...approvedBy, actor] };
      return settle(squares, { ...board, pawn: more }, true);
    }
    case 'pause':
      return pawn.isPaused ? 'ACTION_REFUSED' : { ...board, pawn: { ...pawn, isPaused: true } };
    case 'unpause':
      return pawn.isPaused
        ? settle(squares, { ...board, pawn: { ...pawn, isPaused: false } })
        : 'ACTION_REFUSED';
    case 'skip':
      if (isLast && board.isHeld) return 'HELD';
      return isLast ? complete(board) : enter(squares, board, pawn.phase + 1, true);
    case 'rollout':
      return board.isHeld ? 'HELD' : complete(board);
    case 'abort':
      return { ...board, pawn: null, ended: 'ABORTED' };
  }
}

function enter(squares: readonly Square[], board: Board, phase: number, byPerson: boolean): Board {
  const isPaused = board.pawn?.isPaused ?? false;
  const pawn = { phase, isPaused, isLive: false, isBaked: false, approvedBy: [] };
  return settle(squares, { ...board, pawn, ended: null }, byPerson);
}

/** What follows at once. A person's move starts one phase even while the release is paused. */
function settle(squares: readonly Square[], board: Board, byPerson = false): Board {
  const { pawn, isHeld } = board;
  if (pawn === null) return board;
  if (!pawn.isLive) {
    const mayStart = isApproved(squares, pawn) && !isHeld && (byPerson || !pawn.isPaused);
    if (!mayStart) return board;
    const isBaked = !squares[pawn.phase]!.bakes;
    return settle(squares, { ...board, pawn: { ...pawn, isLive: true, isBaked } });
  }
  if (!pawn.isBaked || pawn.isPaused) return board;
  if (pawn.phase < squares.length - 1) return enter(squares, board, pawn.phase + 1, false);
  return isHeld ? board : complete(board);
}

function baked(board: Board, pawn: Pawn): Board {
  return pawn.isPaused ? board : { ...board, pawn: { ...pawn, isBaked: true } };
}

function complete(board: Board): Board {
  return { ...board, pawn: null, ended: 'COMPLETED', isGood: false };
}

function isApproved(squares: readonly Square[], { phase, approvedBy }: Pawn): boolean {
  return approvedBy.length >= squares[phase]!.approvers;
}
