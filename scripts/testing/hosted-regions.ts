import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LABELS } from '../../infra/program/labels.ts';
import {
  type ContainerInfo,
  type ContainerRuntime,
  type ContainerSpec,
  containerGone,
  needsDocker,
} from '../../infra/provider/container-runtime.ts';
import { isOrphan, nameTaken } from '../../infra/provider/orphan.ts';
import { publishedPorts, withChosenPorts } from '../../infra/provider/process/chosen-ports.ts';
import { cellName } from '../../orchestrator/core/definition/cells.ts';
import { belowRoot } from '../../infra/provider/process/container-paths.ts';
import { parseEnvironment } from '../../services/colorteller/environment.ts';
import { startService, type Service } from '../../services/colorteller/service.ts';

/** A container of {@link HostedRegions}. */
interface Hosted {
  id: string;
  spec: ContainerSpec;
  root: string;
  /** Undefined once it was killed. */
  service: HostedService | undefined;
}

type HostedService = Pick<Service, 'close'>;

/** Starts the service of a region, or its router, with these variables of its environment. */
export type HostService = (variables: Readonly<Record<string, string>>) => Promise<HostedService>;

/** A runtime whose containers are services without a process each: real HTTP on real ports, real files. */
export interface HostedRegions extends AsyncDisposable {
  runtime: ContainerRuntime;
  /** How many containers were started for a region or cell so far; for a region with cells: of its router. */
  starts(name: string): number;
  /** Ends a service of a region or cell as a crash would; of a region with cells: its router. Resolves to false where none runs. */
  kill(name: string): Promise<boolean>;
}

/** A config as it is put into a region or cell. */
export type Delivered = (name: string, config: { color: string; configVersion: number }) => void;

const hostHere: HostService = async (variables) => {
  if (!('TABLE_FILE' in variables)) return startService(parseEnvironment(variables));
  // Few tests have cells: the proxy library is loaded for these.
  const [{ parseRouterEnvironment }, { startRouter }] = await Promise.all([
    import('../../services/router/environment.ts'),
    import('../../services/router/router.ts'),
  ]);
  return startRouter(parseRouterEnvironment(variables));
};

/**
 * Hundreds of regions for a test or a benchmark: a Node.js process each would take 40 MB and 0.1 s of a core.
 * @param host where the services run; default: in this process.
 */
export function hostRegions(
  folder: string,
  onDelivered: Delivered = () => undefined,
  host: HostService = hostHere,
): HostedRegions {
  const containers = new Map<string, Hosted>();
  const networks = new Map<string, { id: string; name: string; labels: Record<string, string> }>();
  const starts = new Map<string, number>();

  const existing = (id: string): Hosted => {
    const found = containers.get(id);
    if (found === undefined) throw containerGone(id);
    return found;
  };
  const start = async (hosted: Hosted): Promise<void> => {
    const { id, spec } = hosted;
    const subject = subjectOf(spec);
    starts.set(subject, (starts.get(subject) ?? 0) + 1);
    hosted.service = await host({
      ...spec.env,
      PORT: String(spec.ports[0]?.external),
      HOST: '127.0.0.1',
      INSTANCE: id,
      [fileVariable(spec)]: watchedFile(hosted),
      LOG_LEVEL: 'silent',
    });
  };
  const remove = async (id: string): Promise<void> => {
    const hosted = containers.get(id);
    containers.delete(id);
    await end(hosted);
    if (hosted !== undefined) await rm(hosted.root, { recursive: true, force: true });
  };
  const end = async (hosted: Hosted | undefined): Promise<void> => {
    const service = hosted?.service;
    if (hosted !== undefined) hosted.service = undefined;
    await service?.close();
  };

  const runtime: ContainerRuntime = {
    ...needsDocker,
    kind: 'process',
    createNetwork: ({ name, labels }) => {
      const id = newId();
      networks.set(id, { id, name, labels: { ...labels } });
      return Promise.resolve(id);
    },
    inspectNetwork: (id) => Promise.resolve(networks.get(id)),
    removeNetwork: (id) => {
      networks.delete(id);
      return Promise.resolve();
    },
    createContainer: async (requested) => {
      const spec = await withChosenPorts(requested);
      for (const { id, spec: other } of containers.values()) {
        if (other.name !== spec.name) continue;
        if (!isOrphan(other.labels, spec.labels)) throw nameTaken('container', spec.name);
        await remove(id);
      }
      const id = newId();
      const hosted: Hosted = { id, spec, root: path.join(folder, id), service: undefined };
      // As in the image: a service then watches the folder that its config comes into, and no other before.
      await mkdir(path.dirname(watchedFile(hosted)), { recursive: true });
      containers.set(id, hosted);
      await start(hosted);
      return id;
    },
    inspectContainer: (id) => Promise.resolve(infoOf(containers.get(id))),
    startContainer: async (id) => {
      const hosted = existing(id);
      if (hosted.service === undefined) await start(hosted);
    },
    updateContainer: () => Promise.resolve(),
    stopAndRemoveContainer: remove,
    putFile: async (id, containerPath, content) => {
      const { spec, root } = existing(id);
      if (fileVariable(spec) === 'CONFIG_FILE') {
        onDelivered(subjectOf(spec), JSON.parse(content) as Parameters<Delivered>[1]);
      }
      const file = belowRoot(root, containerPath);
      // At once for a reader, and not for a crash of the machine, which ends the region too.
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(`${file}.draft`, content);
      await rename(`${file}.draft`, file);
    },
    readFile: (id, containerPath) =>
      readFile(belowRoot(existing(id).root, containerPath), 'utf8').catch(() => undefined),
    findOwned: (workspace) => {
      const isOurs = (labels: Readonly<Record<string, string>>) =>
        labels[LABELS.workspace] === workspace;
      return Promise.resolve({
        containers: [...containers.values()]
          .filter(({ spec }) => isOurs(spec.labels))
          .map(({ id }) => id),
        networks: [...networks.values()].filter(({ labels }) => isOurs(labels)).map(({ id }) => id),
        volumes: [],
      });
    },
    logsTail: () => Promise.resolve([]),
  };
  return {
    runtime,
    starts: (name) => starts.get(name) ?? 0,
    kill: async (name) => {
      const hosted = [...containers.values()].find(
        ({ spec, service }) => subjectOf(spec) === name && service !== undefined,
      );
      await end(hosted);
      return hosted !== undefined;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...containers.values()].map(end));
    },
  };
}

/** What names the file that a container watches: only a router has a table. */
function fileVariable({ env }: ContainerSpec): 'TABLE_FILE' | 'CONFIG_FILE' {
  return 'TABLE_FILE' in env ? 'TABLE_FILE' : 'CONFIG_FILE';
}

function watchedFile({ root, spec }: Hosted): string {
  return belowRoot(root, spec.env[fileVariable(spec)] ?? '');
}

/** The region or cell whose replica a container is; of a router its region. */
function subjectOf({ labels }: ContainerSpec): string {
  const { [LABELS.region]: region = '', [LABELS.cell]: cell } = labels;
  return cell === undefined ? region : cellName(region, cell);
}

function newId(): string {
  return randomBytes(32).toString('hex');
}

function infoOf(hosted: Hosted | undefined): ContainerInfo | undefined {
  if (hosted === undefined) return undefined;
  const { id, spec, service } = hosted;
  const { name, image, limits, labels } = spec;
  const status = service === undefined ? 'stopped' : 'running';
  const ports = service === undefined ? [] : publishedPorts(spec);
  return { id, name, image, limits, labels, status, exitCode: null, ports };
}
