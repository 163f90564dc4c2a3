import { expect, it } from 'vitest';
import { pace } from '../../../../scripts/recording/pace.ts';

const at = (times: readonly [number, string][]) =>
  times.map(([seconds, text]) => ({ at: seconds, text }));

it('gives time to read and takes time to wait', () => {
  const written = at([
    [0, '$ demo\r\n'],
    [9, 'begins\r\n'],
    [9, '\r\n'],
    [9, '\u001b[1mStep 1 of 7\u001b[22m  blue\r\n'],
    [9.5, 'seen\r\n'],
    [99, 'Step 2 of 7  purple\r\n'],
  ]);
  expect(
    pace({ title: 'demo', width: 9, height: 9, written }).written.map((one) => one.at),
  ).toEqual([0, 1.2, 1.2, 3.4, 3.9, 6.9]);
});
