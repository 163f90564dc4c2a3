import { AppError } from '../../../orchestrator/errors/app-error.ts';
import type { RegionConfigTarget } from '../../program/region-config.ts';
import { checkInputs } from '../check-inputs.ts';
import type { ContainerRuntime, Runtimes } from '../container-runtime.ts';
import { type DiffRules, diffInputs } from '../diff-inputs.ts';
import type { PropertyBag } from '../property-bag.ts';
import { GONE, type ResourceHandler } from '../resource-handler.ts';
import { ResourceNotReadyError } from '../resource-not-ready.ts';
import { type RegionConfigInputs, regionConfigSchema } from './region-config-inputs.ts';
import { type ReadinessDeps, waitUntilReady } from './region-readiness.ts';

const rules: DiffRules = {
  properties: Object.keys(regionConfigSchema.shape),
  unordered: ['targets'],
  isReplacing: (property) => ['region', 'host', 'path'].includes(property),
  deleteBeforeReplace: false,
};

/** `colorteller:index:RegionConfig`: delivers a region's application config into its running replicas. */
export function regionConfigHandler(runtimes: Runtimes, deps: ReadinessDeps): ResourceHandler {
  const deliver = async (id: string, news: PropertyBag): Promise<void> => {
    const inputs = regionConfigSchema.parse(withDefaults(news));
    const runtime = runtimes(inputs.host);
    const { isWritten, rejections } = await write(runtime, inputs);
    try {
      await Promise.all(rejections);
      await waitUntilReady(inputs, runtime, deps);
    } catch (error) {
      if (isWritten && error instanceof AppError) throw new ResourceNotReadyError(id, news, error);
      throw error;
    }
  };
  return {
    check(_urn, _olds, news) {
      const inputs = withDefaults(news);
      return { inputs, failures: checkInputs(regionConfigSchema, inputs) };
    },
    diff: (olds, news) => diffInputs(olds, news, rules),
    async create(news) {
      const id = String(news['region']);
      await deliver(id, news);
      return { id, outs: news };
    },
    async read(id, props) {
      const inputs = regionConfigSchema.parse(withDefaults(props));
      const runtime = runtimes(inputs.host);
      for (const target of inputs.targets) {
        if (!(await isThere(runtime, target))) return GONE;
        const found = await readConfig(runtime, inputs.path, target);
        const { changes } = diffInputs({ config: found }, { config: inputs.config }, rules);
        if (changes) return { id, props: { ...props, config: found } };
      }
      return { id, props };
    },
    async update(id, _olds, news) {
      await deliver(id, news);
      return { outs: news };
    },
    // The file goes with its container.
    delete: () => Promise.resolve(),
  };
}

/** `release` is null for a value that no release brought; engines may drop a null on its way here. */
function withDefaults(bag: PropertyBag): PropertyBag {
  const config = bag['config'];
  if (typeof config !== 'object' || config === null || 'release' in config) return bag;
  return { ...bag, config: { ...config, release: null } };
}

/** Writes into every replica, and goes on past one that fails: the others should have the new config all the same. */
async function write(
  runtime: ContainerRuntime,
  { path, config, targets }: RegionConfigInputs,
): Promise<{ isWritten: boolean; rejections: Promise<void>[] }> {
  const content = `${JSON.stringify(config)}\n`;
  const writes = targets.map(({ container }) => runtime.putFile(container, path, content));
  const results = await Promise.allSettled(writes);
  return {
    isWritten: results.some(({ status }) => status === 'fulfilled'),
    rejections: writes.filter((_write, index) => results[index]?.status === 'rejected'),
  };
}

async function isThere(runtime: ContainerRuntime, target: RegionConfigTarget): Promise<boolean> {
  const found = await runtime.inspectContainer(target.container);
  if (found === undefined) return false;
  return runtime.kind === 'docker' || found.status !== 'stopped';
}

/** What the file says; an empty object when it is missing or not JSON, which differs from any config. */
async function readConfig(
  runtime: ContainerRuntime,
  path: string,
  { container }: RegionConfigTarget,
): Promise<PropertyBag> {
  const text = await runtime.readFile(container, path);
  try {
    const found: unknown = JSON.parse(text ?? '{}');
    return typeof found === 'object' && found !== null ? (found as PropertyBag) : {};
  } catch {
    return {};
  }
}
