import type {
  PhaseStatus,
  ReleaseView,
} from '../../../orchestrator/control-plane/view/release-view.ts';

/** The word, the shape and the tone of a status: readable without its hue. */
export interface StatusStyle {
  words: string;
  glyph: string;
  tone: 'done' | 'live' | 'waiting' | 'blocked' | 'failed' | 'errored' | 'plain';
}

export const PHASE_STYLES: Readonly<Record<PhaseStatus, StatusStyle>> = {
  done: { words: 'Done', glyph: '✓', tone: 'done' },
  live: { words: 'Live', glyph: '●', tone: 'live' },
  'waiting-for-review': { words: 'Waiting for review', glyph: '◐', tone: 'waiting' },
  blocked: { words: 'Blocked', glyph: '⏸', tone: 'blocked' },
  'to-come': { words: 'To come', glyph: '○', tone: 'plain' },
  skipped: { words: 'Skipped', glyph: '↷', tone: 'plain' },
  aborted: { words: 'Aborted', glyph: '✕', tone: 'failed' },
  reverted: { words: 'Reverted', glyph: '↶', tone: 'failed' },
  'not-released': { words: 'Not released', glyph: '✕', tone: 'failed' },
};

export const RELEASE_STYLES: Readonly<Record<ReleaseView['status'], StatusStyle>> = {
  WAITING_FOR_REVIEW: { words: 'Waiting for review', glyph: '◐', tone: 'waiting' },
  IN_PROGRESS: { words: 'In progress', glyph: '●', tone: 'live' },
  PAUSED: { words: 'Paused', glyph: '⏸', tone: 'blocked' },
  COMPLETED: { words: 'Completed', glyph: '✓', tone: 'done' },
  ABORTED: { words: 'Aborted', glyph: '✕', tone: 'failed' },
};
