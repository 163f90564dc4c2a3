import type { FaultView } from '../../../orchestrator/control-plane/view/fault-view.ts';
import { COLUMNS, wrap } from './layout.ts';
import type { Paint } from './paint.ts';

/** One line per fault, with how often it struck. */
export function renderFaults(paint: Paint, faults: readonly FaultView[]): string {
  if (faults.length === 0) return 'no faults: what goes wrong goes wrong by itself.\n';
  const lines = faults.map(({ name, operation, seed, hits, calls, isFromFile }) =>
    [
      `${paint('red', '⚡')} ${paint('bold', name)}`,
      `on ${operation}`,
      `struck ${hits} of ${calls} calls`,
      paint('dim', `seed ${seed}${isFromFile ? ', from the workspace file' : ''}`),
    ].join('  '),
  );
  return `${lines.join('\n')}\n`;
}

/** Loud, so that nobody takes a rehearsal for an incident; nothing where there are none. */
export function faultNotice(paint: Paint, faults: readonly { name: string }[]): string[] {
  if (faults.length === 0) return [];
  const names = faults.map(({ name }) => name).join(', ');
  const what = faults.length === 1 ? 'A FAULT IS ACTIVE' : `${faults.length} FAULTS ARE ACTIVE`;
  const text = `⚡ ${what}, on demand: ${names}. End it: npx colorteller fault clear`;
  return wrap(text, COLUMNS).map((line) => paint('red', line));
}
