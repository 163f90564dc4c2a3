import { stringify } from 'yaml';
import { resolveRegionValue } from '../../../infra/program/region-value.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { environmentValuesOf } from '../../core/definition/contracts.ts';
import type { Definition, GitOpsSettings } from '../../core/definition/definition.ts';

import type { Evaluator, Moment } from '../../core/evaluation/evaluator.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import { regionUser } from '../../core/targeting/user.ts';
import { regionManifests, type Manifest, argoApplication } from './region-manifests.ts';

/** We own these folders of the repository, and nothing else. */
export const OWN_FOLDERS = ['applications', 'stacks'] as const;

/** The content of the repository's files, by path. */
export type RepositoryFiles = ReadonlyMap<string, string>;

export interface FilesQuestion {
  definition: Definition;
  settings: GitOpsSettings;
  evaluator: Evaluator;
  moment: Moment;
  /** Image of the regions whose value names none. */
  image: string;
}

/**
 * The desired state of every stack as files: `applications/STACK.yaml` for Argo CD, `stacks/STACK/REGION.yaml` with the
 * manifests that it applies. The same input gives the same bytes.
 * @throws AppError INVALID_VALUE where a region cannot be deployed with its decided value, WORKSPACE_INVALID where one has cells.
 */
export function repositoryFiles(question: FilesQuestion): RepositoryFiles {
  const { definition, settings, evaluator, moment, image } = question;
  const { namespace, repoUrl, revision } = settings;
  const regions = new Map(definition.regions.map((region) => [region.name, region]));
  const files = new Map<string, string>();
  for (const { name: stack, regions: names } of definition.stacks) {
    const path = `stacks/${stack}`;
    const application = argoApplication({ stack, path, repoUrl, revision, namespace });
    files.set(`applications/${stack}.yaml`, toYaml([application]));
    for (const name of names) {
      const region = regions.get(name);
      if (region === undefined) continue;
      if (region.cells !== undefined) throw notInGitOps(name);
      const evaluation = evaluator.config(REGION_CONFIG, regionUser(region), moment);
      if (evaluation === undefined) continue;
      const { configVersion, release } = evaluation.decision;
      const decision = { value: evaluation.template, configVersion, release };
      const values = environmentValuesOf(definition, region.environment);
      const resolved = resolveRegionValue({ ...region, values }, decision);
      const decided = { region, decision, ...resolved };
      const manifests = regionManifests(decided, { stack, namespace, image });
      files.set(`${path}/${name}.yaml`, toYaml(manifests));
    }
  }
  return files;
}

function notInGitOps(region: string): AppError {
  return new AppError(
    'WORKSPACE_INVALID',
    `region "${region}" has cells, and these manifests have no router that could split its traffic`,
    { action: 'Remove cells from the region, or gitops from the workspace file.' },
  );
}

function toYaml(manifests: readonly Manifest[]): string {
  // Many tools for manifests do not read YAML aliases.
  const options = { aliasDuplicateObjects: false, lineWidth: 0 };
  return manifests.map((manifest) => stringify(manifest, options)).join('---\n');
}
