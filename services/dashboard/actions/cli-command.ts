import { faultText, type RequestedFaultSpec } from '../../../orchestrator/core/definition/fault.ts';
import type { HoldScope } from '../../../orchestrator/core/pipeline/records.ts';
import type { PageAction } from './page-action.ts';

const CLI = ['npx', 'colorteller'];

/**
 * The command that does the same as an action of this page. Empty actor and reason are left out.
 * Undefined when no single command does it.
 */
export function cliCommand(
  action: PageAction,
  { actor, reason }: { actor?: string; reason?: string | null } = {},
): string | undefined {
  const words = wordsOf(action);
  if (words === undefined) return undefined;
  const by = takesActor(action)
    ? [...(actor ? ['--actor', actor] : []), ...(reason ? ['--reason', reason] : [])]
    : [];
  return [...CLI, ...words, ...by].map(quoted).join(' ');
}

function wordsOf(action: PageAction): string[] | undefined {
  switch (action.kind) {
    case 'rollback':
      return ['rollback', action.config, '--to', action.release];
    case 'config':
      return configWords(action.config, action.set, action.unset);
    case 'hold':
    case 'lift':
      return [action.kind, ...scopeWords(action.scope)];
    case 'fault-add':
      return [...faultWords(action.fault), ...(action.replace === true ? ['--replace'] : [])];
    case 'fault-clear':
      return ['fault', 'clear', ...(action.name === null ? [] : [action.name])];
    case 'clock-advance':
      return ['clock', 'advance', durationWord(action.ms)];
    case 'clock-next':
      return ['clock', 'to-next-event'];
    case 'clock-pause':
      return ['clock', 'pause'];
    case 'clock-resume':
      return [
        'clock',
        'resume',
        ...(action.speed === undefined ? [] : ['--speed', `${action.speed}`]),
      ];
    case 'traffic-start':
      return ['traffic', 'start', '--rate', `${action.rate}`];
    case 'traffic-stop':
      return ['traffic', 'stop'];
    case 'plan':
      return ['plan', '--release', action.release];
    case 'confirm-edit':
      return ['confirm', action.edit];
    case 'approve':
    case 'pause':
    case 'unpause':
    case 'skip':
    case 'abort':
    case 'rollout': {
      const { kind, release, phase, plan, allowDelete } = action;
      // An abort and a full rollout are of the whole release.
      const isOnPhase = phase !== null && kind !== 'abort' && kind !== 'rollout';
      return [
        kind,
        '--release',
        release,
        ...(isOnPhase ? ['--phase', phase] : []),
        ...(plan === undefined ? [] : ['--plan', plan.slice(0, 12)]),
        ...(allowDelete === true ? ['--allow-delete'] : []),
      ];
    }
  }
}

/** Undefined when a key is removed: no command does that. */
function configWords(
  config: string,
  set: Readonly<Record<string, unknown>>,
  unset: readonly string[],
): string[] | undefined {
  const pairs = Object.entries(set).map(([key, value]) => `${key}=${valueWord(value)}`);
  const isSayable = unset.length === 0 && Object.keys(set).every((key) => !key.includes('='));
  return isSayable && pairs.length > 0 ? ['config', 'set', config, ...pairs] : undefined;
}

/** A text that is valid JSON is quoted, so that the CLI does not parse it. */
function valueWord(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return isJson(value) ? JSON.stringify(value) : value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function scopeWords(scope: HoldScope): string[] {
  return scope.kind === 'everything' ? [] : [`--${scope.kind}`, scope.name];
}

function faultWords({ name, stack, color, ...requested }: RequestedFaultSpec): string[] {
  const named = name === undefined ? [] : ['--name', name];
  const where = stack === undefined ? [] : ['--stack', stack];
  const at = color === undefined ? [] : ['--color', color];
  return ['fault', 'add', faultText(requested), ...at, ...named, ...where];
}

function durationWord(ms: number): string {
  for (const [unit, length] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ] as const) {
    if (ms > 0 && ms % length === 0) return `${ms / length}${unit}`;
  }
  return `${ms}ms`;
}

function takesActor({ kind }: PageAction): boolean {
  return !kind.startsWith('clock-') && kind !== 'plan';
}

/** Quoted as one word of a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
