import { expect, it } from 'vitest';
import { LABELS } from '../../infra/program/labels.ts';
import { createProvider } from '../../infra/provider/provider.ts';
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
