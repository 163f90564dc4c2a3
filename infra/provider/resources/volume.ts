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

/** What this provider supports of the inputs of `docker.Volume` (package docker 5.2.0), by the same names. */
const volumeSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, 'use letters, digits and _ . -, at least 2'),
  labels: labelsSchema.optional(),
  driver: z.string().min(1),
  driverOpts: z.record(z.string(), z.string()).optional(),
});

const DEFAULTS = { driver: 'local' } as const;

const rules: DiffRules = {
  properties: Object.keys(volumeSchema.shape),
  unordered: ['labels'],
  isReplacing: () => true,
  deleteBeforeReplace: true,
};

/** `docker:index/volume:Volume`. */
export function volumeHandler(runtimes: Runtimes): ResourceHandler {
  const runtimeOf = (props: PropertyBag): ContainerRuntime =>
    runtimes(hostLabel(props['labels'] as LabelInput[] | undefined));
  return {
    check(urn, olds, news) {
      const defaulted = withDefaults(news);
      const labels = knownLabels(defaulted);
      const inputs = { ...defaulted, name: defaulted['name'] ?? autoName(urn, olds, labels) };
      const failures = checkInputs(volumeSchema, inputs);
      if (hostLabel(labels)?.startsWith('process:') === true) {
        const reason = 'local processes have no volumes: leave it out, or use --runtime docker';
        failures.push({ property: 'labels', reason });
      }
      return { inputs, failures };
    },
    diff: (olds, news) => diffInputs(withDefaults(olds), withDefaults(news), rules),
    async create(news) {
      const { name, driver, driverOpts: options = {}, labels } = volumeSchema.parse(news);
      const spec = { name, driver, options, labels: labelBag(labels) };
      const { mountpoint } = await runtimeOf(news).createVolume(spec);
      return { id: name, outs: { ...news, mountpoint } };
    },
    async read(id, props) {
      const found = await runtimeOf(props).inspectVolume(id);
      if (found === undefined) return GONE;
      const { name, driver, mountpoint } = found;
      return { id, props: { ...props, name, driver, mountpoint } };
    },
    // Every change replaces a volume, so there is nothing to change in place.
    update: (_id, olds, news) =>
      Promise.resolve({ outs: { ...news, mountpoint: olds['mountpoint'] } }),
    delete: (id, props) => runtimeOf(props).removeVolume(id),
  };
}

function withDefaults(bag: PropertyBag): PropertyBag {
  return { ...DEFAULTS, ...withoutNulls(bag) };
}
