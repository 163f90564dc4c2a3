import type Docker from 'dockerode';
import type {
  ContainerLimits,
  ContainerSpec,
  HealthcheckSpec,
  MountSpec,
} from '../container-runtime.ts';

const MIB = 1024 * 1024;
const NO_LIMIT = 0;

/** What dockerode's createContainer takes for a spec of ours. */
export function createOptions(spec: ContainerSpec): Docker.ContainerCreateOptions {
  const [firstNetwork] = spec.networks;
  return withoutUndefined({
    name: spec.name,
    Image: spec.image,
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels },
    Cmd: spec.command,
    Entrypoint: spec.entrypoints,
    WorkingDir: spec.workingDir,
    User: spec.user,
    Hostname: spec.hostname,
    StopTimeout: spec.stopTimeoutSeconds,
    Healthcheck: spec.healthcheck === undefined ? undefined : healthConfig(spec.healthcheck),
    ExposedPorts: Object.fromEntries(spec.ports.map((port) => [portKey(port), {}])),
    HostConfig: withoutUndefined({
      ...limitOptions(spec.limits),
      PortBindings: portBindings(spec),
      Mounts: spec.mounts.map(mountSettings),
      Init: spec.init,
      ReadonlyRootfs: spec.readOnly,
      CapAdd: spec.capabilities?.adds,
      CapDrop: spec.capabilities?.drops,
      SecurityOpt: spec.securityOpts,
      LogConfig: logConfig(spec),
      // The other networks are joined before the start: the API takes only one at creation.
      NetworkMode: firstNetwork?.network,
    }),
    NetworkingConfig:
      firstNetwork === undefined
        ? undefined
        : { EndpointsConfig: { [firstNetwork.network]: { Aliases: firstNetwork.aliases } } },
  });
}

/** The part that Docker can change in place. */
export function limitOptions(limits: ContainerLimits) {
  const { memoryMb, memorySwapMb, cpuPeriod, cpuQuota, restart } = limits;
  const memory = memoryMb === undefined ? undefined : memoryMb * MIB;
  const swap =
    memorySwapMb === -1 || memorySwapMb === undefined ? memorySwapMb : memorySwapMb * MIB;
  return {
    RestartPolicy: { Name: restart },
    ...withoutUndefined({
      Memory: memory,
      // Docker refuses a memory limit above the swap limit that it derived from an earlier one.
      MemorySwap: swap ?? (memory === undefined ? undefined : 2 * memory),
      CpuPeriod: cpuPeriod,
      CpuQuota: cpuQuota,
    }),
  };
}

function portKey(port: { internal: number; protocol: string }): string {
  return `${port.internal}/${port.protocol}`;
}

function portBindings(spec: ContainerSpec): Record<string, { HostIp: string; HostPort: string }[]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of spec.ports) {
    // An empty port lets the daemon choose one.
    const binding = { HostIp: port.ip ?? '', HostPort: String(port.external ?? '') };
    (bindings[portKey(port)] ??= []).push(binding);
  }
  return bindings;
}

function mountSettings(mount: MountSpec): Docker.MountSettings {
  const { type, source = '', target, readOnly, sizeBytes, mode } = mount;
  return {
    ...{ Type: type, Source: source, Target: target, ReadOnly: readOnly },
    ...(type === 'tmpfs' && {
      TmpfsOptions: { SizeBytes: sizeBytes ?? NO_LIMIT, Mode: mode ?? 0o1777 },
    }),
  };
}

function healthConfig(check: HealthcheckSpec): Docker.HealthConfig {
  const nanoseconds = (ms: number | undefined): number | undefined =>
    ms === undefined ? undefined : ms * 1e6;
  return withoutUndefined({
    Test: check.tests,
    Interval: nanoseconds(check.intervalMs),
    Timeout: nanoseconds(check.timeoutMs),
    StartPeriod: nanoseconds(check.startPeriodMs),
    Retries: check.retries,
  });
}

function logConfig(
  spec: ContainerSpec,
): { Type: string; Config: Record<string, string> } | undefined {
  if (spec.logDriver === undefined && spec.logOpts === undefined) return undefined;
  return { Type: spec.logDriver ?? 'json-file', Config: { ...spec.logOpts } };
}

/** Keys that may be missing where their value may be undefined. */
type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(bag: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(bag).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
