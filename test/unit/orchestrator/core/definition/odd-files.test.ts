import { expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { FULL } from '../../../../support/every-setting.ts';
import { thorough } from '../../../../support/exhaustive.ts';
import { inTurn, ODD, placesIn, replacedAt } from '../../../../support/odd-bodies.ts';

/** A file takes some 30 ms to check: the usual run tries one place of so many. */
const EVERY = 5;

it(
  'an odd value at any place of a workspace file is taken or refused by name, and is never a fault',
  odd,
  thorough(600_000, 60_000),
);

function odd() {
  const oddValues = inTurn(ODD, thorough(ODD.length, 1));
  const places = placesIn(FULL).filter((_, index) => index % thorough(1, EVERY) === 0);
  for (const place of places) {
    for (const value of oddValues()) {
      const text = JSON.stringify(replacedAt(FULL, place, value));
      try {
        parseDefinition(text, 'w.json');
      } catch (error) {
        expect(error, `${place.join('.')}: ${JSON.stringify(value)}`).toMatchObject({
          code: 'WORKSPACE_INVALID',
        });
      }
    }
  }
}
