import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { WORKSPACE_FILE } from '../../orchestrator/core/definition/walkthrough.ts';
import { hostRegions } from '../../scripts/testing/hosted-regions.ts';
import { startHarness, type Harness, type TestDefinition } from '../../scripts/testing/index.ts';
import { BY_ANN } from '../support/actors.ts';
import { eventually } from '../support/eventually.ts';
import { thorough } from '../support/exhaustive.ts';
import { startFleet } from '../support/fleet.ts';
import { freePorts } from '../support/free-port.ts';
import { BY_STEPS, releaseBySteps } from '../support/release-by-steps.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** One region whose customers choose the cell; acme has one of its own. */
const BY_CUSTOMER: TestDefinition = {
  environments: [{ name: 'production' }],
  regions: [
    {
      name: 'us-west1',
      environment: 'production',
      shardBy: { header: 'x-company' },
      cells: [
        { name: 'a', keys: ['acme'] },
        { name: 'b', weight: 1 },
        { name: 'c', weight: 1 },
      ],
    },
  ],
  dynamicConfigs: [{ name: 'colorteller', defaultValue: { color: 'blue' } }],
};

/** The colours that were ever applied to a cell, in their order. */
async function appliedTo(harness: Harness, cell: string): Promise<string[]> {
  const colors = (await harness.history.of('stack-updated')).flatMap(
    ({ regions }) => regions[cell]?.color ?? [],
  );
  return colors.filter((color, index) => color !== colors[index - 1]);
}

describe('a region with cells', () => {
  it('gives each step its share of the users, moves none of them, and fails no request', async () => {
    await using harness = await startHarness({ definition: BY_STEPS });
    await releaseBySteps(harness, { requests: thorough(20_000, 800), users: thorough(4_000, 300) });
  });

  it('names the cell that a step reaches in its plan and its preview, and takes back by an abort only what was live', async () => {
    const [pipeline] = BY_STEPS.pipelines ?? [];
    const [phase] = pipeline?.phases ?? [];
    const reviewed = { ...pipeline!, phases: [{ ...phase!, requiredReview: true }] };
    await using harness = await startHarness({
      definition: { ...BY_STEPS, pipelines: [reviewed] },
    });
    const { given, when, then, clock, client, expectRegion } = harness;
    await given.everywhere('blue');
    await when.changes({ color: 'purple' });
    const plan = await client.plan(undefined, new AbortController().signal);
    const changed = plan.regions.flatMap(({ changes }) => changes.map(({ name }) => name));
    expect(changed).toEqual(['us-west1/step-5']);
    const preview = await fetch(`${harness.url}/api/previews`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'approve', release: 'rel-1', phase: 'west-5', ...BY_ANN }),
    });
    expect(await preview.json()).toMatchObject({
      regions: [{ region: 'us-west1/step-5', to: { color: 'purple' } }],
    });
    await when.approves();
    await expectRegion('us-west1/step-5').toBe('purple');
    await clock.advance('1h');
    await expectRegion('us-west1/step-25').toBe('purple');
    await when.aborts();
    await then.regions({ 'us-west1': 'blue' });
    expect(await appliedTo(harness, 'us-west1/step-5')).toEqual(['blue', 'purple', 'blue']);
    expect(await appliedTo(harness, 'us-west1/step-25')).toEqual(['blue', 'purple', 'blue']);
    expect(await appliedTo(harness, 'us-west1/step-100')).toEqual(['blue']);
  });

  it('keeps a pinned customer in their cell, and moves to a new cell its share of the others alone', async () => {
    await using harness = await startHarness({ definition: BY_CUSTOMER });
    const { asks, then, expectRegion } = harness;
    await then.regions({ 'us-west1': 'blue' });
    const customers = ['acme', ...Array.from({ length: 90 }, (_, n) => `customer-${n}`)];
    const cellsOf = async () => {
      const answers = await Promise.all(customers.map((company) => asks({ company })));
      return answers.map(({ cell }) => cell);
    };
    const before = await cellsOf();
    expect(before[0]).toBe('a');
    expect(new Set(before.slice(1))).toEqual(new Set(['b', 'c']));
    const file = path.join(harness.workspace, WORKSPACE_FILE);
    const text = await readFile(file, 'utf8');
    const added = text.replace(/( +)- name: c\n +weight: 1\n/, '$&$1- { name: d, weight: 1 }\n');
    await writeFile(file, added);
    // The new cell answers once the router has it in its table.
    await eventually('the new cell', async () =>
      (await harness.state()).regions.find(({ name }) => name === 'us-west1/d'),
    );
    await expectRegion('us-west1/d').toBe('blue');
    const after = await cellsOf();
    const moved = after.filter((cell, n) => cell !== before[n]);
    expect(after[0]).toBe('a');
    expect(new Set(moved)).toEqual(new Set(['d']));
    // A third of 90, within 99.9 % of the binomial distribution.
    expect(Math.abs(moved.length - 30)).toBeLessThanOrEqual(15);
  });

  it('says by cell who got what where a share is another, and whom no header names', async () => {
    await using harness = await startHarness({ definition: BY_STEPS });
    const { given, when, expectRegion, expectShare, asks } = harness;
    await given.everywhere('blue');
    await when.changes({ color: 'purple' });
    await expectRegion('us-west1/step-5').toBe('purple');
    const now = { within: '0ms', users: 100 };
    const failure = await expectShare('us-west1', 'purple')
      .toBeCloseTo(0.5, now)
      .then(
        () => '',
        (error: unknown) => String(error),
      );
    expect(failure).toMatch(
      /us-west1 should answer purple to 50 % ± 16.4 % of its users and does to (\d+) of 100, \1 %: step-100 blue \d+, step-25 blue \d+, step-5 purple \1 \(waited 0ms\)/,
    );
    expect(failure).toContain('\n  us-west1/step-100\n  decided   blue, version 1');
    await expect(expectRegion('us-west1').toBe('purple', { within: '0ms' })).rejects.toThrow(
      'us-west1 should be purple and is without one colour',
    );
    await expect(asks({ company: 'acme' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await expect(asks({ region: 'us-west2' })).rejects.toThrow('There are: us-west1.');
    await expect(expectShare('us-west1/step-5', 'purple').toBeCloseTo(1)).rejects.toMatchObject({
      code: 'UNKNOWN_REGION',
    });
  });

  it('is as it was after a restart of the orchestrator', async () => {
    await using folder = await tempFolder();
    await using regions = hostRegions(path.join(folder.path, 'regions'));
    const [port = 0] = await freePorts(1);
    const written = { ...BY_STEPS, regions: [{ ...BY_STEPS.regions[0], port }] };
    const definition = parseDefinition(JSON.stringify(written), WORKSPACE_FILE);
    const start = () => startFleet({ folder: folder.path, definition, regions });
    const first = await start();
    await first.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
    const statuses = async ({ client }: typeof first) => {
      const state = await eventually('that the first step is settled', async () => {
        const now = await client.state();
        const isSettled = now.regions.every((region) => region.isSettled);
        return isSettled && now.regions[0]?.answered?.color === 'purple' ? now : undefined;
      });
      return state.regions.map(({ name, cell, decided, applied, answered }) => ({
        ...{ name, cell, decided, applied, answered },
      }));
    };
    const before = await statuses(first);
    expect(before.map(({ name, applied }) => [name, applied?.color])).toEqual([
      ['us-west1/step-5', 'purple'],
      ['us-west1/step-25', 'blue'],
      ['us-west1/step-100', 'blue'],
    ]);
    await first.orchestrator.stop({ destroy: false });
    await first.store.close();
    const second = await start();
    expect(await statuses(second)).toEqual(before);
    expect(regions.starts('us-west1/step-5')).toBe(1);
    await second.orchestrator.stop({ destroy: false });
    await second.store.close();
  });
});
