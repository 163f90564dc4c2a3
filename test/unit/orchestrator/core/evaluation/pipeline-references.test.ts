import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { referencesOf } from '../../../../../orchestrator/core/evaluation/pipeline-references.ts';
import { targeted } from '../../../../support/targeting.ts';
import { regionNamed } from '../../../../support/walkthrough.ts';

const referencesIn = (definition: Definition) =>
  definition.pipelines.map((pipeline) => referencesOf(definition, pipeline));

describe('the references of a pipeline', () => {
  it('are the configs and gates that use it, and no other', () => {
    const definition = targeted();
    const [gate, other, ...gates] = definition.gates;
    const [pipeline] = definition.pipelines;
    const attached = [
      { ...gate!, pipeline: 'region-by-region' },
      { ...other!, pipeline: 'other' },
    ];
    const pipelines = [pipeline!, { ...pipeline!, name: 'other' }];
    expect(
      referencesIn({ ...definition, pipelines, gates: [...attached, ...gates] }),
    ).toMatchObject([
      { dynamicConfigs: ['colorteller'], gates: ['checkout'] },
      { dynamicConfigs: [], gates: ['dark'] },
    ]);
    const [config] = definition.dynamicConfigs;
    expect(
      referencesIn({ ...definition, dynamicConfigs: [{ ...config!, pipeline: null }] }),
    ).toMatchObject([{ dynamicConfigs: [], gates: [] }]);
  });

  it('name a region in the first phase that matches it, and in none where none does', () => {
    const definition = targeted();
    const [pipeline] = definition.pipelines;
    const [west, central] = pipeline!.phases;
    const again = { ...central!, rules: [...west!.rules, ...central!.rules] };
    const changed = {
      ...definition,
      regions: [...definition.regions, regionNamed('eu', 5000)],
      pipelines: [{ ...pipeline!, phases: [west!, again, { ...west!, id: 'late' }] }],
    };
    expect(referencesIn(changed)[0]?.phases).toEqual([
      { id: 'us-west1', regions: ['us-west1'] },
      { id: 'us-central1', regions: ['us-central1'] },
      { id: 'late', regions: [] },
    ]);
  });
});
