import { describe, expect, it } from 'vitest';
import { publishedOperations } from '../../../../../orchestrator/control-plane/openapi/published-document.ts';
import { RESOURCES } from '../../../../../scripts/cli/console/resources.ts';

const verbs = RESOURCES.flatMap(({ name, verbs: all }) =>
  all.map((verb) => ({ ...verb, path: `${name} ${verb.name}` })),
);

describe('the resource commands', () => {
  it('have each published operation once', () => {
    const reached = verbs.filter(({ picks }) => picks !== true).map(({ operation }) => operation);
    expect(reached.toSorted()).toEqual([...publishedOperations.keys()].toSorted());
  });

  it('are named once each', () => {
    const names = verbs.map(({ path }) => path);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(verbs.map((verb) => [verb.path, verb] as const))(
    '%s asks what is published',
    (_, verb) => {
      const { parameters = [], requestBody } = publishedOperations.get(verb.operation)!;
      const query = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
      const asked = Object.values(verb.filters ?? {});
      // Pages are followed, not asked for.
      const rest = query.filter((name) => name !== 'limit' && name !== 'page');
      expect(asked.toSorted()).toEqual(rest.toSorted());
      expect(verb.body !== undefined).toBe(requestBody !== undefined);
      expect(verb.current === undefined || publishedOperations.has(verb.current)).toBe(true);
    },
  );
});
