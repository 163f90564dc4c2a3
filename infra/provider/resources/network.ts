import { z } from 'zod';
import {
  checkInputs,
  autoName,
  hostLabel,
  knownLabels,
  labelBag,
  type LabelInput,
  labelsSchema,
  type DiffRules,
  diffInputs,
} from '../resource-inputs.ts';
import type { ContainerRuntime, Runtimes } from '../container-runtime.ts';
import { type PropertyBag, withoutNulls } from '../property-bag.ts';
import { GONE, type ResourceHandler } from '../resource-handler.ts';

/** What this provider supports of the inputs of `docker.Network` (package docker 5.2.0), by the same names. */
const networkSchema = z.strictObject({
  name: z.string().min(1),
  labels: labelsSchema.optional(),
  driver: z.string().min(1),
  internal: z.boolean(),
  attachable: z.boolean().optional(),
  options: z.record(z.string(), z.string()).optional(),
});

const DEFAULTS = { driver: 'bridge', internal: false } as const;

const rules: DiffRules = {
  properties: Object.keys(networkSchema.shape),
  unordered: ['labels'],
  isReplacing: () => true,
  deleteBeforeReplace: true,
};

/** `docker:index/network:Network`. */
export function networkHandler(runtimes: Runtimes): ResourceHandler {
  const runtimeOf = (props: PropertyBag): ContainerRuntime =>
    runtimes(hostLabel(props['labels'] as LabelInput[] | undefined));
  return {
    check(urn, olds, news) {
      const defaulted = withDefaults(news);
      const name = defaulted['name'] ?? autoName(urn, olds, knownLabels(defaulted));
      const inputs = { ...defaulted, name };
      return { inputs, failures: checkInputs(networkSchema, inputs) };
    },
    diff: (olds, news) => diffInputs(withDefaults(olds), withDefaults(news), rules),
    async create(news) {
      const inputs = networkSchema.parse(withDefaults(news));
      const { name, driver, internal, attachable = false, options = {} } = inputs;
      const labels = labelBag(inputs.labels);
      const spec = { name, driver, internal, attachable, options, labels };
      return { id: await runtimeOf(news).createNetwork(spec), outs: news };
    },
    async read(id, props) {
      const found = await runtimeOf(props).inspectNetwork(id);
      return found === undefined ? GONE : { id: found.id, props: { ...props, name: found.name } };
    },
    // Every change replaces a network, so there is nothing to change in place.
    update: (_id, _olds, news) => Promise.resolve({ outs: news }),
    delete: (id, props) => runtimeOf(props).removeNetwork(id),
  };
}

function withDefaults(bag: PropertyBag): PropertyBag {
  return { ...DEFAULTS, ...withoutNulls(bag) };
}
