import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { Progress } from '../../../../../infra/toolchain/progress.ts';
import {
  createProgressWriter,
  duration,
} from '../../../../../scripts/cli/render/setup-progress.ts';

function written(progress: readonly Progress[], isTTY: boolean): string {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const write = createProgressWriter(stream, (_, text) => text);
  progress.forEach(write);
  return String(stream.read());
}

const beat = (elapsedMs: number): Progress => ({ kind: 'going-on', what: 'working', elapsedMs });

it('writes each step, how it ended and how long it took', () => {
  const steps: Progress[] = [
    { kind: 'started', what: 'One' },
    { kind: 'done', what: 'One', elapsedMs: 1_200 },
    { kind: 'started', what: 'Two' },
    { kind: 'failed', what: 'Two', elapsedMs: 65_000, reason: 'no', output: ['a', 'b'] },
  ];
  expect(written(steps, false)).toBe(
    '→ One\n✔ done in 1.2 s\n→ Two\n✖ failed after 1 min 5 s: no\n    a\n    b\n',
  );
});

it('gives a sign of life every 5 seconds where lines stay, from the start of each step', () => {
  const seconds = [1, 2, 3, 4, 5, 6, 9, 10, 11].map((second) => beat(second * 1_000));
  const steps: Progress[] = [
    { kind: 'started', what: 'One' },
    ...seconds,
    { kind: 'started', what: 'Two' },
    beat(4_000),
    beat(5_000),
  ];
  expect(written(steps, false).split('\n')).toEqual([
    '→ One',
    '  … working (5.0 s)',
    '  … working (10 s)',
    '→ Two',
    '  … working (5.0 s)',
    '',
  ]);
});

it('rewrites one line every second on a terminal', () => {
  const done: Progress = { kind: 'done', what: 'One', elapsedMs: 2_000 };
  const clear = '\r\u001b[K';
  expect(written([beat(1_000), beat(2_000), done], true)).toBe(
    `${clear}  … working (1.0 s)${clear}  … working (2.0 s)${clear}✔ done in 2.0 s\n`,
  );
});

it.each([
  [0, '0.0 s'],
  [9_940, '9.9 s'],
  [12_300, '12 s'],
  [197_000, '3 min 17 s'],
])('writes %i ms as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
