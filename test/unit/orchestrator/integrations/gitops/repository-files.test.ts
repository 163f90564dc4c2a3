import { Application } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { createEvaluator } from '../../../../../orchestrator/core/evaluation/evaluator.ts';
import { repositoryFiles } from '../../../../../orchestrator/integrations/gitops/repository-files.ts';
import type { PipelineState } from '../../../../../orchestrator/core/pipeline/state.ts';
import { BY_ANN } from '../../../../support/actors.ts';
import { startStory } from '../../../../support/story.ts';
import { priced } from '../../../../support/machines.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const SETTINGS = {
  folder: 'gitops',
  repoUrl: 'https://git.example.com/fleet.git',
  revision: 'main',
  namespace: 'colors',
};
/** Classes made from the API's published schemas. */
const MODELS = { Application, ConfigMap, Deployment, Service };

function filesOf(definition: Definition, state: PipelineState) {
  return repositoryFiles({
    definition,
    settings: SETTINGS,
    evaluator: createEvaluator(definition),
    moment: { nowMs: 0, configs: state },
    image: 'colorteller:1',
  });
}

function documentsOf(text: string | undefined) {
  return parseAllDocuments(text ?? '').map(
    (document) => document.toJS() as { kind: keyof typeof MODELS } & Record<string, unknown>,
  );
}

describe('the files of the repository', () => {
  it('are valid by the published schemas of Kubernetes and Argo CD', () => {
    const definition = walkthrough();
    const regions = definition.regions.map((region, n) =>
      n === 0 ? { ...region, name: `Odd_${'n'.repeat(58)}` } : region,
    );
    const stacks = [{ name: 'dev_EU', regions: regions.map(({ name }) => name) }];
    const odd = { ...definition, regions, stacks };
    const documents = [...filesOf(odd, startStory(odd).state()).values()].flatMap(documentsOf);
    expect(documents.map(({ kind }) => kind).sort()).toEqual([
      'Application',
      'ConfigMap',
      'ConfigMap',
      'Deployment',
      'Deployment',
      'Service',
      'Service',
    ]);
    for (const document of documents) {
      const Model = MODELS[document.kind] as new (data: unknown) => { validate(): void };
      new Model(document).validate();
      const { name } = document['metadata'] as { name: string };
      expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    }
  });

  it('contain the desired state of every region, phase by phase', () => {
    const story = startStory(walkthrough()).changes('purple').acts('phase-approved');
    const files = filesOf(story.definition(), story.state());
    const colorOf = (region: string) => {
      const [map] = documentsOf(files.get(`stacks/production/${region}.yaml`));
      const { data } = map as unknown as { data: Record<string, string> };
      return JSON.parse(data['config.json']!) as object;
    };
    expect([colorOf('us-west1'), colorOf('us-central1')]).toEqual([
      { color: 'purple', release: 'rel-1', configVersion: 2 },
      { color: 'blue', release: null, configVersion: 1 },
    ]);
  });

  it('restart nothing for another colour: only the ConfigMap differs', () => {
    const story = startStory(walkthrough());
    const before = documentsOf(
      filesOf(story.definition(), story.state()).get('stacks/production/us-west1.yaml'),
    );
    story.changes('purple').acts('release-rolled-out');
    const after = documentsOf(
      filesOf(story.definition(), story.state()).get('stacks/production/us-west1.yaml'),
    );
    const differing = before.filter((one, n) => JSON.stringify(one) !== JSON.stringify(after[n]));
    expect(differing.map(({ kind }) => kind)).toEqual(['ConfigMap']);
  });

  it('carry the replicas, image, memory and variables of a value', () => {
    const story = startStory(walkthrough());
    const value = { color: 'red', image: 'other:2', memoryMb: 64, replicas: 3, env: { B: '2' } };
    const change = { defaultValue: value };
    story.does({ type: 'config-changed', config: 'colorteller', change, ...BY_ANN });
    story.acts('release-rolled-out');
    const files = filesOf(story.definition(), story.state());
    const deployment = documentsOf(files.get('stacks/production/us-west1.yaml'))[1];
    const env = expect.arrayContaining([{ name: 'B', value: '2' }]) as unknown;
    expect(deployment).toMatchObject({
      spec: {
        replicas: 3,
        template: {
          spec: {
            containers: [{ image: 'other:2', resources: { limits: { memory: '64Mi' } }, env }],
          },
        },
      },
    });
  });

  it('carry the limits of a region that asks for a machine', () => {
    const story = startStory(priced());
    const files = filesOf(story.definition(), story.state());
    const limits = (region: string) => {
      const text = files.get(`stacks/production/${region}.yaml`);
      const [deployment] = documentsOf(text).filter(({ kind }) => kind === 'Deployment');
      return deployment;
    };
    const of = (expected: object) => ({
      spec: { template: { spec: { containers: [{ resources: { limits: expected } }] } } },
    });
    expect(limits('us-west1')).toMatchObject(of({ memory: '2048Mi', cpu: '2' }));
    expect(limits('us-central1')).toMatchObject(of({ memory: '256Mi' }));
  });

  it('are refused where a region could not be deployed', () => {
    const story = startStory(walkthrough());
    const change = { defaultValue: { color: 'red', replicas: 99 } };
    story.does({ type: 'config-changed', config: 'colorteller', change, actor: 'a', reason: null });
    story.acts('release-rolled-out');
    expect(() => filesOf(story.definition(), story.state())).toThrow(/replicas/);
  });
});
