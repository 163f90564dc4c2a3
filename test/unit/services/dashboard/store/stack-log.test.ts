import { expect, it } from 'vitest';
import type { LogLine } from '../../../../../orchestrator/runtime/loop/loop-view.ts';
import { mergeLog } from '../../../../../services/dashboard/store/stack-log.ts';

const lines = (from: number, to: number, first = 1): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    n: from + index,
    atMs: 0,
    text: `line ${from + index}`,
    isFirst: from + index === first,
  }));
const numbers = (log: LogLine[]) => log.map(({ n }) => n);

it.each<[string, LogLine[], LogLine[], number[]]>([
  ['adds new lines', lines(1, 2), lines(3, 4), [1, 2, 3, 4]],
  ['does not repeat lines', lines(1, 3), lines(1, 4), [1, 2, 3, 4]],
  ['is replaced by another update', lines(1, 3), lines(4, 5, 4), [4, 5]],
  ['is replaced by another orchestrator', lines(7, 9, 7), lines(1, 2), [1, 2]],
])('%s', (_, before, later, expected) => {
  expect(numbers(mergeLog(before, later))).toEqual(expected);
});

it('keeps the last lines of a long update', () => {
  expect(numbers(mergeLog([], lines(1, 700)))).toHaveLength(500);
});
