import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { LABELS } from '../../infra/program/labels.ts';
import { createProvider } from '../../infra/provider/provider.ts';
import { REMOTE_IMAGE, VOLUME } from '../support/provider-inputs.ts';
import { CONTAINER, describeProvider, REGION_CONFIG } from '../support/provider-suite.ts';
import { CONFIG_PATH, dockerRegions } from '../support/region-runtime.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

describeProvider('docker', dockerRegions);

it('shows the last words of a container that crashes again and again', async () => {
  await using regions = await dockerRegions();
  const provider = createProvider({ clock: realClock, runtimes: () => regions.runtime });
  const spec = await regions.spec();
  const { inputs } = await provider.check(
    CONTAINER,
    {},
    {
      image: regions.image,
      labels: [{ label: LABELS.workspace, value: regions.workspace }],
      // The service does not start without the name of its region.
      envs: [`CONFIG_FILE=${CONFIG_PATH}`],
      ports: spec.ports,
      networksAdvanced: spec.networks.map(({ network }) => ({ name: network })),
      restart: 'always',
    },
  );
  const { id } = await provider.create(CONTAINER, inputs);
  const config = {
    region: 'us-west1',
    host: regions.host,
    path: CONFIG_PATH,
    config: { color: 'blue', release: null, configVersion: 1 },
    targets: [{ container: id, url: `http://127.0.0.1:${spec.ports[0]!.external}` }],
    readyTimeoutMs: 60_000,
  };
  const startMs = performance.now();
  await expect(provider.create(REGION_CONFIG, config)).rejects.toMatchObject({
    code: 'CONTAINER_DIED',
    message: expect.stringMatching(
      /^The container of region us-west1 ended with exit code 2\..*REGION: found nothing/s,
    ) as string,
  });
  expect(performance.now() - startMs, 'long before the deadline').toBeLessThan(30_000);
});

it('keeps a volume through the replacement of the container that has it', async () => {
  await using regions = await dockerRegions();
  const provider = createProvider({ clock: realClock, runtimes: () => regions.runtime });
  const labels = [
    { label: LABELS.workspace, value: regions.workspace },
    { label: LABELS.stack, value: 'test' },
  ];
  const name = `ct-cache-${randomBytes(4).toString('hex')}`;
  const { inputs } = await provider.check(VOLUME, {}, { name, labels });
  const volume = await provider.create(VOLUME, inputs);
  expect(volume).toEqual({
    id: name,
    outs: { ...inputs, driver: 'local', mountpoint: expect.stringContaining(name) as string },
  });
  expect(await provider.read(name, VOLUME, volume.outs)).toEqual({
    id: name,
    props: volume.outs,
  });
  expect(await provider.diff(name, VOLUME, volume.outs, inputs)).toMatchObject({ changes: false });
  // A crash before the record: the same volume is taken over, a stranger's is not.
  expect(await provider.create(VOLUME, inputs)).toEqual(volume);
  await expect(provider.create(VOLUME, { ...inputs, labels: [] })).rejects.toMatchObject({
    code: 'UPDATE_FAILED',
    message: expect.stringContaining(`The volume name "${name}" is taken`) as string,
  });

  const spec = await regions.spec();
  const start = async (mounted: object) => {
    const given = {
      ...{ image: regions.image, labels, ports: [{ internal: 8080, ip: '127.0.0.1' }] },
      envs: Object.entries(spec.env).map(([key, value]) => `${key}=${value}`),
      ...mounted,
    };
    const checked = await provider.check(CONTAINER, {}, given);
    expect(checked.failures).toEqual([]);
    return provider.create(CONTAINER, checked.inputs);
  };
  const first = await start({ volumes: [{ volumeName: name, containerPath: '/cache' }] });
  await regions.runtime.putFile(first.id, '/cache/note.txt', 'kept');
  await expect(provider.delete(name, VOLUME, volume.outs)).rejects.toMatchObject({
    message: `Volume ${name} is still used by a container.`,
  });
  await provider.delete(first.id, CONTAINER, { ...first.outs, destroyGraceSeconds: 0 });
  const mounts = [
    { type: 'volume', source: name, target: '/data', readOnly: true },
    { type: 'tmpfs', target: '/scratch', tmpfsOptions: { sizeBytes: 1024 * 1024 } },
  ];
  const second = await start({ mounts });
  expect(await regions.runtime.readFile(second.id, '/data/note.txt')).toBe('kept');
  await provider.delete(second.id, CONTAINER, { ...second.outs, destroyGraceSeconds: 0 });
  await provider.delete(name, VOLUME, volume.outs);
  await provider.delete(name, VOLUME, volume.outs);
  expect(await provider.read(name, VOLUME, volume.outs)).toEqual({ id: '', props: {} });
});

it('finds an image that is there, and says how to get one that is not', async () => {
  await using regions = await dockerRegions();
  const provider = createProvider({ clock: realClock, runtimes: () => regions.runtime });
  const inputs = { name: regions.image };
  const { id, outs } = await provider.create(REMOTE_IMAGE, inputs);
  const imageId = expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string;
  expect(outs).toEqual({ ...inputs, imageId, repoDigest: '' });
  expect(await provider.read(id, REMOTE_IMAGE, outs)).toEqual({ id, props: outs });
  await provider.delete(id, REMOTE_IMAGE, outs);
  expect(await provider.read(id, REMOTE_IMAGE, outs)).toEqual({ id, props: outs });

  const missing = { name: 'colorteller:never-built' };
  await expect(provider.create(REMOTE_IMAGE, missing)).rejects.toMatchObject({
    code: 'IMAGE_MISSING',
    message: expect.stringMatching(/does not have image colorteller:never-built\.$/) as string,
    action: expect.stringContaining('"docker pull colorteller:never-built"') as string,
  });
  expect(await provider.read(id, REMOTE_IMAGE, missing)).toEqual({ id: '', props: {} });
});
