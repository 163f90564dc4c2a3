import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostRegions } from '../../scripts/testing/hosted-regions.ts';
import type { Definition, Guardrail } from '../../orchestrator/core/definition/definition.ts';
import { BY_ANN } from '../support/actors.ts';
import { eventually } from '../support/eventually.ts';
import { fleetDefinition, startFleet } from '../support/fleet.ts';
import { freePorts } from '../support/free-port.ts';
import { guardrail } from '../support/guardrail.ts';
import { recordedMeasurements } from '../support/measured-buckets.ts';
import { parseMetrics } from '../support/parse-metrics.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Two phases of a region each; the first is watched. */
async function guarded(change: Partial<Guardrail> = {}): Promise<Definition> {
  const ports = await freePorts(2);
  const definition = fleetDefinition({ phases: 2, regions: 2, stacks: 1, ports });
  const guardrails = [guardrail('error-rate <= 2%', change)];
  return {
    ...definition,
    pipelines: definition.pipelines.map((pipeline) => ({
      ...pipeline,
      phases: pipeline.phases.map((phase) => ({
        ...phase,
        requiredReview: phase.id === 'phase-0',
        guardrails,
      })),
    })),
  };
}

/** An orchestrator whose release of purple is live in region-0, with measurements that the test writes. */
async function started(change: Partial<Guardrail> = {}) {
  const folder = await tempFolder();
  const shown: string[] = [];
  const regions = hostRegions(path.join(folder.path, 'regions'), (region, { color }) =>
    shown.push(`${region} ${color}`),
  );
  const { measurements, record } = recordedMeasurements();
  const definition = await guarded(change);
  const fleet = await startFleet({ folder: folder.path, definition, regions, measurements });
  const { client, orchestrator } = fleet;
  const seen = (text: string) =>
    eventually(text, () => (shown.includes(text) ? true : undefined), 30_000);
  await seen('region-0 blue');
  await seen('region-1 blue');
  await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
  await client.act('rel-1', 'approve', { phase: 'phase-0', ...BY_ANN });
  await seen('region-0 purple');
  const release = async () => (await client.state()).releases[0]!;
  return {
    ...fleet,
    shown,
    seen,
    record,
    release,
    whose: (status: string) =>
      eventually(`the release ${status}`, async () => {
        const one = await release();
        return one.status === status ? one : undefined;
      }),
    [Symbol.asyncDispose]: async () => {
      await orchestrator.stop({ destroy: false });
      await regions[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('a guarded phase', () => {
  it('whose numbers are bad is rolled back by itself, and the next region never gets the value', async () => {
    await using fleet = await started();
    fleet.record({
      region: 'region-1',
      version: 1,
      fromMs: Date.now(),
      requests: 1_000,
      errors: 1,
    });
    fleet.record({ region: 'region-0', fromMs: Date.now(), requests: 1_000, errors: 312 });
    const release = await fleet.whose('ABORTED');
    const text = 'error-rate 31.2% > 2% (312 of 1,000 requests in 1m), baseline 0.1%';
    expect(release.actions.at(-1)).toMatchObject({
      type: 'ABORTED',
      phase: 'phase-0',
      actor: 'guardrail errors',
      reason: text,
    });
    expect(release.phases[0]!.guardrails).toMatchObject([
      { name: 'errors', verdict: 'breached', value: 0.312, baseline: 0.001, limit: 0.02, text },
    ]);
    await eventually('region-0 is blue again', () =>
      fleet.shown.filter((one) => one === 'region-0 blue').length >= 2 ? true : undefined,
    );
    expect(fleet.shown).not.toContain('region-1 purple');
    const automated = { set: { color: 'red' }, automated: true, ...BY_ANN };
    await expect(fleet.client.changeConfig('colorteller', automated)).rejects.toMatchObject({
      code: 'AUTOMATION_HELD',
    });
  });

  it('whose replicas use more memory than they may is rolled back', async () => {
    await using fleet = await started({ check: 'memory <= 1MB', windowMs: 1_000 });
    const release = await fleet.whose('ABORTED');
    expect(release.actions.at(-1)?.reason).toMatch(/^memory [\d.]+MB > 1MB \(1 reading in 1s\)/);
  });

  it('waits with the numbers of now until they are good, then goes on; metrics count the verdict', async () => {
    await using fleet = await started();
    fleet.record({ region: 'region-0', fromMs: Date.now(), requests: 12 });
    await eventually('12 of 50 samples', async () =>
      (await fleet.release()).waitingFor?.reason.endsWith('"errors": 12 of 50 samples') === true
        ? true
        : undefined,
    );
    expect((await fleet.release()).waitingFor).toMatchObject({ kind: 'guardrail' });
    expect(fleet.shown).not.toContain('region-1 purple');
    fleet.record({ region: 'region-0', fromMs: Date.now(), requests: 100 });
    await fleet.seen('region-1 purple');
    const { url } = fleet.orchestrator;
    const families = parseMetrics(await (await fetch(`${url}/metrics`)).text());
    expect(
      families.find(({ name }) => name === 'colorteller_guardrail_verdicts_total')?.samples,
    ).toMatchObject([
      { labels: { phase: 'phase-0', guardrail: 'errors', verdict: 'passing' }, value: 1 },
    ]);
  });
});
