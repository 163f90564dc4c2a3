import type { CheckFailure } from '@pulumi/pulumi/provider/provider.js';
import {
  checkInputs,
  autoName,
  hostLabel,
  knownLabels,
  type LabelInput,
  type DiffRules,
  diffInputs,
} from '../resource-inputs.ts';
import {
  type ContainerInfo,
  type ContainerRuntime,
  type Runtimes,
  containerDied,
  LOG_LINES_IN_ERRORS,
} from '../container-runtime.ts';
import { holdsUnknown, type PropertyBag, withoutNulls } from '../property-bag.ts';
import { GONE, type ResourceHandler } from '../resource-handler.ts';
import {
  CONTAINER_DEFAULTS,
  type ContainerInputs,
  containerLimits,
  containerSchema,
  containerSpec,
} from './container-inputs.ts';
import { withPublishedPorts, withRecordedPorts } from './container-ports.ts';

const DEFAULT_GRACE_SECONDS = 10;
const NO_QUOTA = -1;
const IN_PLACE = [
  ...['memory', 'memorySwap', 'cpuPeriod', 'cpuQuota'],
  ...['restart', 'mustRun', 'destroyGraceSeconds'],
];

const rules: DiffRules = {
  properties: Object.keys(containerSchema.shape),
  unordered: [
    ...['envs', 'labels', 'ports', 'networksAdvanced', 'volumes', 'mounts'],
    ...['capabilities', 'securityOpts'],
  ],
  // Docker can change a memory limit of a running container, but not lift it.
  isReplacing: (property, news) =>
    property === 'memory' ? news['memory'] === undefined : !IN_PLACE.includes(property),
  deleteBeforeReplace: true,
};

/** `docker:index/container:Container`. */
export function containerHandler(runtimes: Runtimes): ResourceHandler {
  const runtimeOf = (props: PropertyBag): ContainerRuntime =>
    runtimes(hostLabel(props['labels'] as LabelInput[] | undefined));
  return {
    check(urn, olds, news) {
      const defaulted = withDefaults(news);
      const labels = knownLabels(defaulted);
      const inputs = { ...defaulted, name: defaulted['name'] ?? autoName(urn, olds, labels) };
      const failures = checkInputs(containerSchema, inputs);
      if (failures.length === 0) failures.push(...processFailures(inputs, labels));
      return { inputs, failures };
    },
    diff: (olds, news) =>
      diffInputs(withDefaults(olds), withRecordedPorts(withDefaults(news), olds), rules),
    async create(news) {
      const inputs = parse(news);
      const runtime = runtimeOf(news);
      const id = await runtime.createContainer(containerSpec(inputs));
      const found = await runtime.inspectContainer(id);
      if (inputs.mustRun) await assertRunning(runtime, id, found);
      return { id, outs: withPublishedPorts(news, found) };
    },
    async read(id, props) {
      const runtime = runtimeOf(props);
      const found = await runtime.inspectContainer(id);
      if (found === undefined) return GONE;
      // Nothing starts a dead process again, so it is as good as removed.
      if (runtime.kind === 'process' && found.status === 'stopped') return GONE;
      return { id: found.id, props: withDrift(props, found) };
    },
    async update(id, olds, news) {
      const inputs = parse(news);
      const runtime = runtimeOf(news);
      const hadQuota = typeof olds['cpuQuota'] === 'number';
      const lifted = hadQuota && inputs.cpuQuota === undefined ? { cpuQuota: NO_QUOTA } : {};
      await runtime.updateContainer(id, { ...containerLimits(inputs), ...lifted });
      if (inputs.mustRun) await runtime.startContainer(id);
      const found = await runtime.inspectContainer(id);
      if (inputs.mustRun) await assertRunning(runtime, id, found);
      return { outs: withPublishedPorts(withRecordedPorts(news, olds), found) };
    },
    async delete(id, props) {
      const grace = props['destroyGraceSeconds'] ?? props['stopTimeout'] ?? DEFAULT_GRACE_SECONDS;
      await runtimeOf(props).stopAndRemoveContainer(id, Number(grace));
    },
  };
}

function withDefaults(bag: PropertyBag): PropertyBag {
  return { ...CONTAINER_DEFAULTS, ...withoutNulls(bag) };
}

function parse(news: PropertyBag): ContainerInputs {
  return containerSchema.parse(withDefaults(news));
}

const NOT_OF_PROCESSES = [
  ...['command', 'workingDir', 'user', 'hostname', 'init', 'readOnly'],
  ...['volumes', 'mounts', 'capabilities', 'securityOpts', 'logDriver', 'logOpts'],
  ...['memorySwap', 'cpuPeriod', 'cpuQuota'],
];

/** What a local process can run, by the names that it has on a machine and in our image. */
const NODE = ['node', '/node'];

/** What a container cannot have when it is a local process. */
function processFailures(inputs: PropertyBag, labels: LabelInput[]): CheckFailure[] {
  if (hostLabel(labels)?.startsWith('process:') !== true) return [];
  const reason =
    'a region that runs as a local process cannot have this: remove it, or use --runtime docker';
  const refused = NOT_OF_PROCESSES.filter((key) => key in inputs);
  const failures = refused.map((property) => ({ property, reason }));
  const { entrypoints } = inputs;
  if (Array.isArray(entrypoints) && !NODE.includes(String(entrypoints[0]))) {
    failures.push({
      property: 'entrypoints',
      reason: 'a local process runs Node.js: begin with node or /node, or use --runtime docker',
    });
  }
  const ports = inputs['ports'];
  if (holdsUnknown(ports) || (Array.isArray(ports) && ports.length === 1)) return failures;
  const onePort = 'a region that runs as a local process publishes exactly one port';
  return [...failures, { property: 'ports', reason: onePort }];
}

async function assertRunning(
  runtime: ContainerRuntime,
  id: string,
  found: ContainerInfo | undefined,
): Promise<void> {
  if (found?.status !== 'stopped') return;
  const log = await runtime.logsTail(id, LOG_LINES_IN_ERRORS);
  await runtime.stopAndRemoveContainer(id, 0);
  const { name, exitCode } = found;
  throw containerDied({ who: `"${name}"`, container: id, exitCode, log });
}

function withDrift(props: PropertyBag, found: ContainerInfo): PropertyBag {
  const { memoryMb, memorySwapMb, cpuPeriod, cpuQuota, restart } = found.limits;
  return {
    ...withPublishedPorts(props, found),
    memory: memoryMb,
    cpuQuota,
    // Docker has these where nothing is said, too.
    ...('memorySwap' in props && { memorySwap: memorySwapMb }),
    ...('cpuPeriod' in props && { cpuPeriod }),
    restart,
    name: found.name,
    image: props['image'] ?? found.image,
    mustRun: props['mustRun'] === true ? found.status !== 'stopped' : (props['mustRun'] ?? true),
  };
}
