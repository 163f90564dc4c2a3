import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { resolveFeatures } from '../../orchestrator/core/features/resolve-features.ts';
import { startService } from '../support/colorteller-process.ts';
import { bothRegionsAnswer, colortellerAt, EMBEDDED, settled, startUp } from '../support/cli.ts';
import { untilPasses } from '../support/eventually.ts';
import { startSdkServer } from '../support/sdk-server.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { fileWith } from '../support/targeting.ts';

const HALF = `
gates:
  - name: sparkle
    rules:
      - name: half of the west
        conditions:
          - { type: custom_field, field: region, operator: any, targetValue: [us-west1] }
        passPercentage: 50
  - name: new-contrast
    rules: [{ name: everyone }]
  - name: unknown-to-services
`;

const USERS = Array.from({ length: 40 }, (_, n) => `user-${n}`);
const WEST = { environment: 'production', custom: { region: 'us-west1' } };

type Service = Awaited<ReturnType<typeof startService>>;

const ask = async ({ url }: Service, user: string) => {
  const response = await fetch(`${url}/color`, { headers: { 'x-user-id': user } });
  return (await response.json()) as { mark?: string; features?: Record<string, boolean> };
};

const marked = async (service: Service) => {
  const answers = await Promise.all(USERS.map((user) => ask(service, user)));
  expect(answers.map(({ mark }) => mark === '✨')).toEqual(
    answers.map(({ features }) => features?.['sparkle']),
  );
  return USERS.filter((_, n) => answers[n]?.mark !== undefined);
};

const startTime = async ({ url }: Pick<Service, 'url'>) =>
  /^colorteller_start_time_seconds .*$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[0];

describe('the features of a region', () => {
  it('are the same for each user from the SDK and from the file, and go off without a restart', async () => {
    const definition = parseDefinition(fileWith(HALF), 'colorteller.yaml');
    await using server = await startSdkServer(definition);
    const variables = {
      CONFIG_SOURCE: 'statsig',
      STATSIG_SERVER_KEY: server.key,
      STATSIG_API: server.url,
    };
    await using asking = await startService({ variables });
    await using reading = await startService();
    const deliver = async () => {
      const { interpreter } = server;
      const rules = resolveFeatures(interpreter.definition(), interpreter.state(), WEST);
      const featureRules = JSON.stringify(rules);
      const blue = { color: 'blue', release: null, configVersion: 1 };
      await reading.writeAtomically('config.json', { ...blue, featureRules });
    };
    await deliver();
    const known = { sparkle: expect.any(Boolean) as boolean, 'new-contrast': true };
    for (const service of [asking, reading]) {
      await untilPasses(async () =>
        expect(await ask(service, 'user-1')).toMatchObject({ color: 'blue', features: known }),
      );
    }
    expect((await ask(reading, 'user-1')).features).toEqual(known);

    const half = await marked(asking);
    expect(half.length).toBeGreaterThan(8);
    expect(half.length).toBeLessThan(32);
    expect(await marked(reading)).toEqual(half);
    expect(await marked(reading)).toEqual(half);
    const [first = ''] = half;
    const page = await fetch(`${reading.url}/?user=${first}`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<p id="color">blue ✨</p>');

    const metrics = await (await fetch(`${reading.url}/metrics`)).text();
    expect(metrics).toMatch(/^colorteller_new_contrast_total\{result="(same|different)"\} \d+$/m);
    expect(JSON.stringify(await ask(reading, first))).not.toContain('contrast_');

    const started = await Promise.all([asking, reading].map(startTime));
    await server.interpreter.submit({
      type: 'definition-changed',
      definition: {
        ...definition,
        gates: definition.gates.map((gate) => ({ ...gate, enabled: gate.name !== 'sparkle' })),
      },
      actor: 'ann',
      reason: null,
    });
    await deliver();
    for (const service of [asking, reading]) {
      await untilPasses(async () => expect(await marked(service)).toEqual([]));
    }
    expect(await Promise.all([asking, reading].map(startTime))).toEqual(started);
  });

  it('of a new workspace are updated by the loop, and go off by the kill switch with no restart', async () => {
    await using folder = await tempFolder();
    await using up = await startUp(folder.path, EMBEDDED);
    await bothRegionsAnswer(up.client, 'blue', 'blue');
    const [west] = (await settled(up.client)).regions;
    const asked = async () => {
      const response = await fetch(`${west!.url}/color?user=ann`);
      const { features } = (await response.json()) as Record<string, unknown>;
      return { features, started: await startTime({ url: west!.url }) };
    };
    const { started } = await asked();
    const on = { sparkle: false, 'new-contrast': true };
    expect(await asked()).toEqual({ features: on, started });
    const { exitCode } = await colortellerAt(up, 'gates', 'disable', 'new-contrast');
    expect(exitCode).toBe(0);
    const off = { ...on, 'new-contrast': false };
    await untilPasses(async () => expect(await asked()).toEqual({ features: off, started }));
  });
});
