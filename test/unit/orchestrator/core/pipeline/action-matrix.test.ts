import { describe, expect, it } from 'vitest';
import { explore, mixesOf, type Answer } from '../../../../support/action-explorer.ts';
import { expectWritten } from '../../../../support/docs/expect-written.ts';
import { renderActionMatrix } from '../../../../support/docs/render-action-matrix.ts';
import { thorough } from '../../../../support/exhaustive.ts';

const FILE = 'docs/reference/action-matrix.md';

describe('every action in every reachable state', () => {
  const answers = new Map<string, Answer>();
  const seen = (answer: Answer) => {
    const key = `${answer.before}|${answer.move}|${answer.outcome}`;
    if (!answers.has(key)) answers.set(key, answer);
  };

  const lengths = [
    { length: 1, fewest: 1_200 },
    { length: 2, fewest: 11_000 },
    { length: 3, fewest: 90_000 },
    // So many more would say nothing new: of phases that come in the same order each is tried once.
    { length: 4, fewest: 250_000, isShared: true },
  ];
  it.each(lengths.slice(0, thorough(4, 3)))(
    'of every pipeline of $length phases is answered as the oracle answers it',
    ({ length, fewest, isShared = false }) => {
      const shared = new Set<string>();
      const tried = mixesOf(length).map((squares) =>
        explore(squares, seen, isShared ? shared : new Set()),
      );
      expect(tried).toHaveLength(6 ** length);
      // Fewer would mean that the search got stuck somewhere.
      expect(tried.reduce((sum, count) => sum + count)).toBeGreaterThan(fewest);
    },
    60_000,
  );

  it(`is in ${FILE}; where that is stale: npm run docs`, () =>
    expectWritten(FILE, renderActionMatrix([...answers.values()])));
});
