import type { FaultView } from '../../../orchestrator/control-plane/view/fault-view.ts';
import type { Paint } from './paint.ts';

/** One line per fault, with how often it was injected. */
export function renderFaults(paint: Paint, faults: readonly FaultView[]): string {
  if (faults.length === 0) return 'no faults are injected.\n';
  const lines = faults.map(({ name, operation, seed, hits, calls, isFromFile }) =>
    [
      `${paint('red', '⚡')} ${paint('bold', name)}`,
      `on ${operation}`,
      `injected into ${hits} of ${calls} calls`,
      paint('dim', `seed ${seed}${isFromFile ? ', from the workspace file' : ''}`),
    ].join('  '),
  );
  return `${lines.join('\n')}\n`;
}

/** A loud notice, so that nobody takes an injected fault for an incident. */
export function faultNotice(paint: Paint, faults: readonly { name: string }[]): string[] {
  if (faults.length === 0) return [];
  const names = faults.map(({ name }) => name).join(', ');
  const what = faults.length === 1 ? 'A FAULT IS ACTIVE' : `${faults.length} FAULTS ARE ACTIVE`;
  const text = `⚡ ${what}, injected on purpose: ${names}. Remove with: npx colorteller fault clear`;
  return [paint('red', text)];
}
