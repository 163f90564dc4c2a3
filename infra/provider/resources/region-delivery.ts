import type { z } from 'zod';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { checkInputs, type DiffRules, diffInputs } from '../resource-inputs.ts';
import type { Runtimes, ContainerRuntime } from '../container-runtime.ts';
import type { PropertyBag } from '../property-bag.ts';
import { GONE, type ResourceHandler, ResourceNotReadyError } from '../resource-handler.ts';
import {
  isStillReady,
  type ReadinessDeps,
  type ReadinessGoal,
  waitUntilReady,
} from './region-readiness.ts';
import type { RegionDelivery, RegionConfigTarget } from '../../program/delivery.ts';

/** A kind of document that is delivered into the running replicas of a region. */
export interface DeliveryKind<Inputs extends RegionDelivery, Answer> {
  schema: z.ZodObject & z.ZodType<Inputs>;
  /** The input that says what the document holds. */
  property: string;
  /** Its field that may be null, if any: engines may drop a null on its way here. */
  nullable?: string;
  isSecret: (inputs: Inputs) => boolean;
  document: (inputs: Inputs) => object | Promise<object>;
  /** What was read back, as the input says it: nothing that is secret. */
  asInput: (found: PropertyBag, inputs: Inputs) => PropertyBag | Promise<PropertyBag>;
  goal: (inputs: Inputs) => ReadinessGoal<Answer>;
}

/** A resource that writes a document into every replica of a region and waits until each answers accordingly. */
export function deliveryHandler<Inputs extends RegionDelivery, Answer extends object>(
  kind: DeliveryKind<Inputs, Answer>,
  runtimes: Runtimes,
  deps: ReadinessDeps,
): ResourceHandler {
  const { schema, property, nullable } = kind;
  const rules: DiffRules = {
    properties: Object.keys(schema.shape),
    unordered: ['targets'],
    isReplacing: (changed) => ['region', 'host', 'path'].includes(changed),
    deleteBeforeReplace: false,
  };
  const withDefaults = (bag: PropertyBag): PropertyBag => {
    const input = bag[property];
    if (typeof input !== 'object' || input === null || nullable === undefined) return bag;
    return nullable in input ? bag : { ...bag, [property]: { ...input, [nullable]: null } };
  };
  const parse = (bag: PropertyBag): Inputs => schema.parse(withDefaults(bag));

  const deliver = async (id: string, news: PropertyBag): Promise<void> => {
    const inputs = parse(news);
    const runtime = runtimes(inputs.host);
    const { path, targets } = inputs;
    const document = await kind.document(inputs);
    const { isWritten, rejections } = await writeReplicaFiles(runtime, targets, {
      path,
      document,
      isSecret: kind.isSecret(inputs),
    });
    try {
      await Promise.all(rejections);
      await waitUntilReady(inputs, kind.goal(inputs), runtime, deps);
    } catch (error) {
      if (isWritten && error instanceof AppError) throw new ResourceNotReadyError(id, news, error);
      throw error;
    }
  };
  return {
    check(_urn, _olds, news) {
      const inputs = withDefaults(news);
      return { inputs, failures: checkInputs(schema, inputs) };
    },
    diff: (olds, news) => diffInputs(olds, news, rules),
    async create(news) {
      const id = String(news['region']);
      await deliver(id, news);
      return { id, outs: news };
    },
    async read(id, props) {
      const recorded = schema.safeParse(withDefaults(props));
      // An earlier read found nothing delivered, and recorded that: only an update, which follows from it, says more.
      if (!recorded.success) return { id, props };
      const inputs = recorded.data;
      const runtime = runtimes(inputs.host);
      for (const target of inputs.targets) {
        if (!(await isThere(runtime, target))) return GONE;
        const found = await kind.asInput(
          await readReplicaFile(runtime, inputs.path, target),
          inputs,
        );
        const desired = withDefaults(props)[property];
        const { changes } = diffInputs({ [property]: found }, { [property]: desired }, rules);
        if (changes) return { id, props: { ...props, [property]: found } };
      }
      // What a region does not answer was not taken in, whatever its file says: the next update delivers it again.
      const isReady = await isStillReady(inputs, kind.goal(inputs), deps);
      return { id, props: isReady ? props : { ...props, [property]: {} } };
    },
    async update(id, _olds, news) {
      await deliver(id, news);
      return { outs: news };
    },
    // The file goes with its container.
    delete: () => Promise.resolve(),
  };
}

/** A document for every replica of a region. */
interface ReplicaFile {
  /** Absolute path in each replica. */
  path: string;
  document: object;
  isSecret: boolean;
}

/** Writes into every replica, and goes on past one that fails: the others should have the new document all the same. */
async function writeReplicaFiles(
  runtime: ContainerRuntime,
  targets: readonly RegionConfigTarget[],
  { path, document, isSecret }: ReplicaFile,
): Promise<{ isWritten: boolean; rejections: Promise<void>[] }> {
  const content = `${JSON.stringify(document)}\n`;
  const writes = targets.map(({ container }) =>
    runtime.putFile(container, path, content, { isSecret }),
  );
  const results = await Promise.allSettled(writes);
  return {
    isWritten: results.some(({ status }) => status === 'fulfilled'),
    rejections: writes.filter((_write, index) => results[index]?.status === 'rejected'),
  };
}

/** True while the replica is there, and for a process also runs. */
async function isThere(runtime: ContainerRuntime, target: RegionConfigTarget): Promise<boolean> {
  const found = await runtime.inspectContainer(target.container);
  if (found === undefined) return false;
  return runtime.kind === 'docker' || found.status !== 'stopped';
}

/** What the file says; an empty object when it is missing or not JSON, which differs from any document. */
async function readReplicaFile(
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
