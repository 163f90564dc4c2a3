import { describe, expect, it } from 'vitest';
import {
  parseGuardCheck,
  type GuardTerm,
} from '../../../../../orchestrator/core/definition/guard-check.ts';

/** A term with every pair of operands in brackets, so that a test sees what binds tighter. */
function bracketed(term: GuardTerm): string {
  switch (term.kind) {
    case 'number':
      return String(term.value);
    case 'metric':
      return `${term.isBaseline ? 'old ' : ''}${term.metric}`;
    case 'binary':
      return `(${bracketed(term.left)} ${term.operator} ${bracketed(term.right)})`;
  }
}

describe('a check of a guardrail', () => {
  it.each([
    ['error-rate <= 2%', '(error-rate <= 0.02)'],
    ['p95<=1.5s', '(p95 <= 1500)'],
    ['p95 <= baseline.p95 * 1.5 + 20', '(p95 <= ((old p95 * 1.5) + 20))'],
    ['p99 - p50 - 5ms < 80', '(((p99 - p50) - 5) < 80)'],
    ['(p99 - (p50 - 5ms)) < 80', '((p99 - (p50 - 5)) < 80)'],
    ['p95 / baseline.p95 <= 150%', '((p95 / old p95) <= 1.5)'],
    ['p95 / baseline.p95 <= 1.5', '((p95 / old p95) <= 1.5)'],
    ['p50 < 5 or p95 < 9 and p99 < 20', '((p50 < 5) or ((p95 < 9) and (p99 < 20)))'],
    ['(p50 < 5 or p95 < 9) and p99 < 20', '(((p50 < 5) or (p95 < 9)) and (p99 < 20))'],
    ['error-rate <= baseline.error-rate*2', '(error-rate <= (old error-rate * 2))'],
    ['memory <= baseline.memory * 1.2 + 50MB', '(memory <= ((old memory * 1.2) + 50000000))'],
    ['cpu < 80% and memory < 0.2GB', '((cpu < 0.8) and (memory < 200000000))'],
    ['p95-20 <= 5', '((p95 - 20) <= 5)'],
  ])('%s is read as %s', (text, expected) => {
    expect(bracketed(parseGuardCheck(text))).toBe(expected);
  });

  it('keeps what was written of each of its parts', () => {
    const check = parseGuardCheck('  p95 <= ( baseline.p95*1.5 ) + 20');
    expect(check).toMatchObject({
      text: 'p95 <= ( baseline.p95*1.5 ) + 20',
      left: { text: 'p95' },
      right: { text: '( baseline.p95*1.5 ) + 20' },
    });
  });

  it.each([
    [
      'p96 <= 20ms',
      'there is no metric "p96" (allowed: error-rate, p50, p95, p99, cpu, memory, each also of baseline.)',
    ],
    [
      'baseline.disk <= p95',
      'there is no metric "baseline.disk" (allowed: error-rate, p50, p95, p99, cpu, memory, each also of baseline.)',
    ],
    ['memory <= 200', '"memory <= 200" puts together memory (as in 200MB) and a plain number'],
    [
      'memory * memory <= 1MB',
      '"memory * memory" puts together memory (as in 200MB) and memory (as in 200MB)',
    ],
    ['p95', 'it has no limit: write a comparison, such as p95 <= 250ms'],
    ['', 'a number or metric is missing at its end'],
    ['p95 <=', 'a number or metric is missing at its end'],
    ['p95 <= <= 4', 'before "<=" a number or metric is missing'],
    ['p95 <= 20ms 30ms', '"30ms" has no place there'],
    ['(p95 <= 20ms', 'a ")" is missing after "p95 <= 20ms"'],
    ['p95 <= 20ms; exit()', '"; exit()" is not understood'],
    ['error-rate <= 2', '"error-rate <= 2" puts together a share (as in 2%) and a plain number'],
    [
      'error-rate <= 250ms',
      '"error-rate <= 250ms" puts together a share (as in 2%) and milliseconds (as in 250ms)',
    ],
    ['1 < p50 < 3', '"1 < p50 < 3" puts together yes or no and a plain number'],
    [
      'p95 and p50',
      '"p95 and p50" puts together milliseconds (as in 250ms) and milliseconds (as in 250ms)',
    ],
    [
      'p50 * p95 <= 4',
      '"p50 * p95" puts together milliseconds (as in 250ms) and milliseconds (as in 250ms)',
    ],
    [
      '2 <= 3',
      'it reads no metric of the new version: name error-rate, p50, p95, p99, cpu, memory',
    ],
    [
      'baseline.p95 <= 3',
      'it reads no metric of the new version: name error-rate, p50, p95, p99, cpu, memory',
    ],
  ])('"%s" is refused: %s', (text, message) => {
    expect(() => parseGuardCheck(text)).toThrow(new SyntaxError(message));
  });
});
