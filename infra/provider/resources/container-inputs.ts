import { z } from 'zod';
import type {
  ContainerLimits,
  ContainerSpec,
  HealthcheckSpec,
  MountSpec,
} from '../container-runtime.ts';
import { labelBag, labelsSchema, refuseTwice } from '../resource-inputs.ts';

const portNumber = z.number().int().min(1).max(65_535);
const seconds = z.number().int().min(0).max(86_400);
const duration = z
  .string()
  .regex(/^(\d+(\.\d+)?(h|ms|m|s))+$/, 'write a duration such as 500ms, 5s or 1m30s');

const portSchema = z.strictObject({
  internal: portNumber,
  // 0 as nothing: the runtime chooses one.
  external: z.number().int().min(0).max(65_535).optional(),
  ip: z.string().min(1).optional(),
  protocol: z.enum(['tcp', 'udp']).optional(),
});

const absolutePath = z.string().startsWith('/', 'give an absolute path');

const volumeSchema = z
  .strictObject({
    containerPath: absolutePath,
    volumeName: z.string().min(1).optional(),
    hostPath: absolutePath.optional(),
    readOnly: z.boolean().optional(),
  })
  .refine(({ volumeName, hostPath }) => (volumeName === undefined) !== (hostPath === undefined), {
    error: 'give either volumeName or hostPath',
  });

const mountSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('volume'),
    target: absolutePath,
    source: z.string().min(1),
    readOnly: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('bind'),
    target: absolutePath,
    source: absolutePath,
    readOnly: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('tmpfs'),
    target: absolutePath,
    readOnly: z.boolean().optional(),
    tmpfsOptions: z
      .strictObject({
        sizeBytes: z.number().int().min(0).optional(),
        mode: z.number().int().min(0).optional(),
      })
      .optional(),
  }),
]);

const healthcheckSchema = z.strictObject({
  tests: z.array(z.string()).min(1),
  interval: duration.optional(),
  timeout: duration.optional(),
  startPeriod: duration.optional(),
  retries: z.number().int().min(0).optional(),
});

/**
 * What this provider supports of the inputs of `docker.Container` (package docker 5.2.0), by the same names. Any
 * other is refused by name, so that nothing a program asks for is silently left out.
 */
export const containerSchema = z.strictObject({
  image: z.string().min(1),
  name: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, 'use letters, digits and _ . -, at least 2'),
  envs: z
    .array(z.string().regex(/^[^=]+=/, 'write it as NAME=VALUE'))
    .superRefine((envs, context) => refuseTwice(envs.map(envName), context))
    .optional(),
  ports: z.array(portSchema).optional(),
  labels: labelsSchema.optional(),
  healthcheck: healthcheckSchema.optional(),
  restart: z.enum(['no', 'on-failure', 'always', 'unless-stopped']),
  memory: z.number().int().min(6, 'Docker needs at least 6 MB').optional(),
  memorySwap: z.number().int().min(-1).optional(),
  cpuPeriod: z.number().int().min(1_000).max(1_000_000).optional(),
  cpuQuota: z.number().int().min(1_000, 'Docker needs at least 1000 microseconds').optional(),
  networksAdvanced: z
    .array(z.strictObject({ name: z.string().min(1), aliases: z.array(z.string()).optional() }))
    .optional(),
  volumes: z.array(volumeSchema).optional(),
  mounts: z.array(mountSchema).optional(),
  command: z.array(z.string()).optional(),
  entrypoints: z.array(z.string()).optional(),
  workingDir: z.string().startsWith('/', 'give an absolute path').optional(),
  user: z.string().optional(),
  hostname: z.string().optional(),
  init: z.boolean().optional(),
  readOnly: z.boolean().optional(),
  capabilities: z
    .strictObject({ adds: z.array(z.string()).optional(), drops: z.array(z.string()).optional() })
    .optional(),
  securityOpts: z.array(z.string()).optional(),
  logDriver: z.string().optional(),
  logOpts: z.record(z.string(), z.string()).optional(),
  mustRun: z.boolean(),
  stopTimeout: seconds.optional(),
  destroyGraceSeconds: seconds.optional(),
});

export type ContainerInputs = z.infer<typeof containerSchema>;

/** What every container gets that does not say otherwise; the stock provider has the same. */
export const CONTAINER_DEFAULTS = { mustRun: true, restart: 'no' } as const;

/** The runtime's view of checked inputs. */
export function containerSpec(inputs: ContainerInputs): ContainerSpec {
  const { command, entrypoints, workingDir, user, hostname, init, readOnly } = inputs;
  const { securityOpts, logDriver, logOpts } = inputs;
  return {
    name: inputs.name,
    image: inputs.image,
    env: envBag(inputs.envs),
    labels: labelBag(inputs.labels),
    ports: (inputs.ports ?? []).map(({ internal, external, ip, protocol = 'tcp' }) => ({
      internal,
      protocol,
      ...defined({ ip, external: external === 0 ? undefined : external }),
    })),
    networks: (inputs.networksAdvanced ?? []).map(({ name, aliases = [] }) => ({
      network: name,
      aliases,
    })),
    mounts: [...(inputs.volumes ?? []).map(volumeMount), ...(inputs.mounts ?? []).map(mountOf)],
    ...defined({ command, entrypoints, workingDir, user, hostname, init, readOnly }),
    ...defined({ securityOpts, logDriver, logOpts, stopTimeoutSeconds: inputs.stopTimeout }),
    ...(inputs.capabilities === undefined
      ? {}
      : { capabilities: { adds: [], drops: [], ...defined(inputs.capabilities) } }),
    ...(inputs.healthcheck === undefined ? {} : { healthcheck: healthcheck(inputs.healthcheck) }),
    limits: containerLimits(inputs),
  };
}

function volumeMount(volume: z.infer<typeof volumeSchema>): MountSpec {
  const { containerPath: target, volumeName, hostPath, readOnly = false } = volume;
  const type = hostPath === undefined ? 'volume' : 'bind';
  return { type, target, readOnly, ...defined({ source: volumeName ?? hostPath }) };
}

function mountOf({ readOnly = false, ...mount }: z.infer<typeof mountSchema>): MountSpec {
  if (mount.type !== 'tmpfs') return { ...mount, readOnly };
  const { type, target, tmpfsOptions = {} } = mount;
  return { type, target, readOnly, ...defined(tmpfsOptions) };
}

/** The part of checked inputs that can change in place. */
export function containerLimits(inputs: ContainerInputs): ContainerLimits {
  const { memory, memorySwap, cpuPeriod, cpuQuota, restart } = inputs;
  const limits = { memoryMb: memory, memorySwapMb: memorySwap, cpuPeriod, cpuQuota };
  return { restart, ...defined(limits) };
}

function healthcheck(check: z.infer<typeof healthcheckSchema>): HealthcheckSpec {
  return {
    tests: check.tests,
    ...defined({
      intervalMs: durationMs(check.interval),
      timeoutMs: durationMs(check.timeout),
      startPeriodMs: durationMs(check.startPeriod),
      retries: check.retries,
    }),
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function durationMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0),
    0,
  );
}

function envBag(envs: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(envs.map((env) => [envName(env), env.slice(env.indexOf('=') + 1)]));
}

function envName(env: string): string {
  return env.split('=', 1)[0] ?? '';
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(bag: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(bag).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
