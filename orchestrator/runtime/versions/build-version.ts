import path from 'node:path';
import { findDocker } from '../../../infra/toolchain/find-docker.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { buildImages, type HostImage } from '../images/build-images.ts';
import type { Clock } from '../../common/clock.ts';
import { readDeployment } from '../workspace/deployment-record.ts';
import { recordBuild } from './record-build.ts';
import type { VersionRecord } from './version-record.ts';

export interface BuildVersionOptions {
  workspace: string;
  definition: Definition;
  /** A further name for the image; left out: that of its content. */
  tag?: string;
  actor: string;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  onProgress: (line: string) => void;
}

/** The result of a build: its versions (one, unless hosts are of different kinds), and the image on each host. */
export interface BuiltVersions {
  versions: VersionRecord[];
  hosts: HostImage[];
}

/**
 * Builds the image of the service on every Docker host that regions of the workspace are on, and records it.
 * @throws AppError DOCKER_UNAVAILABLE or DEPLOYED_OTHERWISE where there is none, and those of `buildImages`.
 */
export async function buildVersion(options: BuildVersionOptions): Promise<BuiltVersions> {
  const { env, clock, actor, tag, onProgress } = options;
  const folder = path.resolve(options.workspace);
  const built = await buildImages({
    hosts: await dockerHosts(folder, options),
    regions: options.definition.regions,
    env,
    clock,
    onProgress,
    ...(tag === undefined ? {} : { tag }),
  });
  const versions = await recordBuild({ folder, images: built, atMs: clock.nowMs(), actor });
  return { versions, hosts: built };
}

async function dockerHosts(
  folder: string,
  { definition, env, clock }: BuildVersionOptions,
): Promise<string[]> {
  const { regions } = definition;
  const named = new Set(regions.flatMap(({ dockerHost }) => dockerHost ?? []));
  if (regions.every(({ dockerHost }) => dockerHost !== null)) return [...named];
  const deployed = await readDeployment(folder);
  if (deployed?.runtime === 'process') {
    if (named.size > 0) return [...named];
    throw new AppError(
      'DEPLOYED_OTHERWISE',
      'the regions of this workspace are local processes, which have no image',
      { action: 'npx colorteller down, then npx colorteller up --runtime docker' },
    );
  }
  const docker = await findDocker(env, clock);
  if ('host' in docker) return [...new Set([docker.host, ...named])];
  throw new AppError('DOCKER_UNAVAILABLE', `no image can be built: ${docker.problem}`, {
    action: `${docker.action}. Without Docker regions are local processes, which have no image.`,
  });
}
