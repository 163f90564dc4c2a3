import { isDeepStrictEqual } from 'node:util';
import type { Provider } from '@pulumi/pulumi/provider/provider.js';

type Bag = Record<string, unknown>;
type Verb = 'check' | 'create' | 'read' | 'update' | 'delete';

/** A provider of things in memory: `size` changes in place, anything else replaces. */
export interface FakeProvider {
  provider: Provider;
  /** What exists, by id, in the order of creation. */
  things: Map<string, Bag>;
  /** Verbs that were called, such as `create box`, without check and diff. */
  calls: string[];
  /** Runs in place of, or before, a verb on a thing of that name; a throw is the verb's failure. */
  on(verb: Verb, name: string, hook: (() => void | Promise<void>) | undefined): void;
}

export function createFakeProvider(): FakeProvider {
  const things = new Map<string, Bag>();
  const calls: string[] = [];
  const hooks = new Map<string, () => void | Promise<void>>();
  let count = 0;

  const begin = async (verb: Verb, urn: string): Promise<string> => {
    const name = urn.split('::').at(-1)!;
    if (verb !== 'check') calls.push(`${verb} ${name}`);
    await hooks.get(`${verb} ${name}`)?.();
    return name;
  };
  const provider: Provider = {
    check: async (urn, _olds, news: Bag) => {
      await begin('check', urn);
      const failures = news.color === 'bad' ? [{ property: 'color', reason: 'it is bad' }] : [];
      return { inputs: news, failures };
    },
    diff: (_id, _urn, olds: Bag, news: Bag) => {
      const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
      const diffs = names.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
      const replaces = diffs.filter((name) => name !== 'size');
      const deleteBeforeReplace = news.isUnique === true;
      return Promise.resolve({ changes: diffs.length > 0, diffs, replaces, deleteBeforeReplace });
    },
    create: async (urn, inputs: Bag) => {
      const name = await begin('create', urn);
      count += 1;
      const id = `${name}-${count}`;
      // Like ours, it takes over what an interrupted creation of the same thing has left.
      for (const [other, thing] of things) {
        if (inputs.isUnique === true && thing.label === inputs.label) things.delete(other);
      }
      things.set(id, inputs);
      return { id, outs: inputs };
    },
    read: async (id, urn) => {
      await begin('read', urn);
      const props = things.get(id);
      return props === undefined ? { id: '', props: {} } : { id, props };
    },
    update: async (id, urn, _olds, news: Bag) => {
      await begin('update', urn);
      things.set(id, news);
      return { outs: news };
    },
    delete: async (id, urn) => {
      await begin('delete', urn);
      things.delete(id);
    },
  };
  return {
    provider,
    things,
    calls,
    on: (verb, name, hook) => {
      if (hook === undefined) hooks.delete(`${verb} ${name}`);
      else hooks.set(`${verb} ${name}`, hook);
    },
  };
}
