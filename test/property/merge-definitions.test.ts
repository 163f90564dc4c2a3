import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { mergeDefinitions } from '../../orchestrator/core/definition/merge-definitions.ts';
import { walkthrough } from '../support/walkthrough.ts';
import { thorough } from '../support/exhaustive.ts';

const segment = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    idType: fc.constantFrom('userID', 'deviceID'),
    ids: fc.array(fc.constantFrom('u1', 'u2'), { maxLength: 2 }),
  },
  { noNullPrototype: true },
);
const definitions: fc.Arbitrary<Definition> = fc
  .uniqueArray(segment, { selector: ({ name }) => name })
  .map((segments) => ({ ...walkthrough(), segments }));

const byName = ({ segments }: Definition) =>
  Object.fromEntries(segments.map((one) => [one.name, JSON.stringify(one)]));

const check = (property: (...three: [Definition, Definition, Definition]) => void) =>
  fc.assert(fc.property(definitions, definitions, definitions, property), {
    numRuns: thorough(2_000, 200),
  });

describe('whatever was edited, and whatever else changed', () => {
  it('a file that is as it was leaves everything in effect', () => {
    check((base, inEffect) => {
      expect(mergeDefinitions(base, inEffect, base)).toEqual(inEffect);
    });
  });

  it('a definition that nobody else changed becomes the file', () => {
    check((base, _, file) => {
      expect(mergeDefinitions(base, base, file)).toEqual(file);
    });
  });

  it('each entity is as the file has it where the file changed it, else as it was in effect', () => {
    check((base, inEffect, file) => {
      const [was, is, wanted] = [byName(base), byName(inEffect), byName(file)];
      const merged = byName(mergeDefinitions(base, inEffect, file));
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        expect(merged[name]).toBe(was[name] === wanted[name] ? is[name] : wanted[name]);
      }
    });
  });

  it('taking the same file once more changes nothing', () => {
    check((base, inEffect, file) => {
      const merged = mergeDefinitions(base, inEffect, file);
      expect(mergeDefinitions(file, merged, file)).toEqual(merged);
    });
  });

  it('every name is there once', () => {
    check((base, inEffect, file) => {
      const names = mergeDefinitions(base, inEffect, file).segments.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    });
  });
});
