import { expect, it } from 'vitest';
import { containerSpec } from '../../../../../infra/provider/resources/container-inputs.ts';

const least = { name: 'us-west1-0', image: 'colorteller:1', restart: 'no', mustRun: true } as const;

it('translates the least a program may give', () => {
  expect(containerSpec(least)).toEqual({
    name: 'us-west1-0',
    image: 'colorteller:1',
    env: {},
    labels: {},
    ports: [],
    networks: [],
    mounts: [],
    limits: { restart: 'no' },
  });
});

it('translates everything a program may give', () => {
  const spec = containerSpec({
    ...least,
    envs: ['A=1', 'B=x=y', 'C='],
    labels: [{ label: 'a', value: 'b' }],
    ports: [
      { internal: 80, external: 4401, ip: '127.0.0.1' },
      { internal: 53, external: 53, protocol: 'udp' },
      { internal: 81, external: 0 },
      { internal: 82 },
    ],
    volumes: [
      { containerPath: '/v', volumeName: 'cache' },
      { containerPath: '/h', hostPath: '/srv', readOnly: true },
    ],
    mounts: [
      { type: 'bind', target: '/b', source: '/srv' },
      { type: 'tmpfs', target: '/t', tmpfsOptions: { sizeBytes: 1024 } },
    ],
    healthcheck: {
      tests: ['CMD', 'a'],
      interval: '1m30s',
      timeout: '500ms',
      startPeriod: '1.5h',
      retries: 3,
    },
    restart: 'always',
    memory: 64,
    memorySwap: 96,
    cpuPeriod: 100_000,
    cpuQuota: 150_000,
    networksAdvanced: [{ name: 'n' }, { name: 'm', aliases: ['x'] }],
    command: ['c'],
    entrypoints: ['e'],
    workingDir: '/w',
    user: 'u',
    hostname: 'h',
    init: true,
    readOnly: true,
    capabilities: { drops: ['ALL'] },
    securityOpts: ['no-new-privileges'],
    logDriver: 'local',
    logOpts: { 'max-size': '1m' },
    stopTimeout: 3,
    destroyGraceSeconds: 4,
  });
  expect(spec).toEqual({
    name: 'us-west1-0',
    image: 'colorteller:1',
    env: { A: '1', B: 'x=y', C: '' },
    labels: { a: 'b' },
    ports: [
      { internal: 80, external: 4401, ip: '127.0.0.1', protocol: 'tcp' },
      { internal: 53, external: 53, protocol: 'udp' },
      { internal: 81, protocol: 'tcp' },
      { internal: 82, protocol: 'tcp' },
    ],
    mounts: [
      { type: 'volume', target: '/v', source: 'cache', readOnly: false },
      { type: 'bind', target: '/h', source: '/srv', readOnly: true },
      { type: 'bind', target: '/b', source: '/srv', readOnly: false },
      { type: 'tmpfs', target: '/t', readOnly: false, sizeBytes: 1024 },
    ],
    healthcheck: {
      tests: ['CMD', 'a'],
      intervalMs: 90_000,
      timeoutMs: 500,
      startPeriodMs: 5_400_000,
      retries: 3,
    },
    networks: [
      { network: 'n', aliases: [] },
      { network: 'm', aliases: ['x'] },
    ],
    command: ['c'],
    entrypoints: ['e'],
    workingDir: '/w',
    user: 'u',
    hostname: 'h',
    init: true,
    readOnly: true,
    capabilities: { adds: [], drops: ['ALL'] },
    securityOpts: ['no-new-privileges'],
    logDriver: 'local',
    logOpts: { 'max-size': '1m' },
    stopTimeoutSeconds: 3,
    limits: {
      ...{ memoryMb: 64, memorySwapMb: 96, cpuPeriod: 100_000, cpuQuota: 150_000 },
      restart: 'always',
    },
  });
});
