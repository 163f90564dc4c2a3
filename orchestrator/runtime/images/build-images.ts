import { ensureImage, nameImage } from '../../../infra/image/colorteller-image.ts';
import {
  connectDocker,
  type DockerHost,
} from '../../../infra/provider/docker/docker-connection.ts';
import { parseHost } from '../../../infra/provider/host.ts';
import type { Region } from '../../core/definition/definition.ts';
import type { Clock } from '../../common/clock.ts';
import { AppError } from '../../common/errors/app-error.ts';

export interface BuildImagesOptions {
  /** Every host that regions are deployed to; those of local processes need no image. */
  hosts: readonly string[];
  /** Of the workspace, so that an error can name those on its host. */
  regions: readonly Pick<Region, 'name' | 'dockerHost'>[];
  /** A further name for the image; left out: the one of its content. */
  tag?: string;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  onProgress: (line: string) => void;
}

/** The image of the service on one Docker host. */
export interface HostImage {
  host: string;
  /** What regions are deployed with: the content's name, or the further one. */
  image: string;
  /** The name of its content. */
  content: string;
  /** Its id on that host. */
  digest: string;
  /** False: the host had it already. */
  isBuilt: boolean;
}

/** Timeout of a build on one host. */
const BUILD_TIMEOUT_MS = 10 * 60_000;

/**
 * Ensures that every Docker host has the image of the service; a host that has it already builds nothing.
 * @throws AppError DOCKER_UNAVAILABLE, IMAGE_MISSING, SETUP_FAILED, VERSION_EXISTS
 */
export async function buildImages(options: BuildImagesOptions): Promise<HostImage[]> {
  const images: HostImage[] = [];
  for (const host of options.hosts) {
    if (parseHost(host).kind === 'process') continue;
    const building = buildOn(host, options).catch((error: unknown) => {
      throw atHost(error, host, options.regions);
    });
    images.push(await building);
  }
  return images;
}

async function buildOn(hostText: string, options: BuildImagesOptions): Promise<HostImage> {
  const { clock, env, tag, onProgress } = options;
  const host = parseHost(hostText) as DockerHost;
  return connectDocker({ host, clock, sshAgent: env['SSH_AUTH_SOCK'] }).call({
    what: 'build the image of the service',
    timeoutMs: BUILD_TIMEOUT_MS,
    run: async (docker) => {
      const { image: content, built: isBuilt } = await ensureImage({ docker, onProgress });
      const image = tag === undefined ? content : await nameImage(docker, content, tag);
      const { Id: digest } = await docker.getImage(content).inspect();
      return { host: hostText, image, content, digest, isBuilt };
    },
  });
}

/** Recorded in place of an image for local processes. */
const PROCESS_IMAGE = 'colorteller:local';

/**
 * The image reference that regions are deployed with. The stock provider sees a tag as changed at every update: it
 * gets the id instead.
 */
export function deployedImage(images: readonly HostImage[], provider: 'own' | 'stock'): string {
  const last = images.at(-1);
  if (last === undefined) return PROCESS_IMAGE;
  return provider === 'own' ? last.image : last.digest;
}

/** The same error, naming its Docker host and the regions on it. */
function atHost(
  error: unknown,
  host: string,
  regions: readonly Pick<Region, 'name' | 'dockerHost'>[],
): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, message, action, details, retryable } = error;
  const names = regions.flatMap(({ name, dockerHost }) => (dockerHost === host ? [name] : []));
  const where = message.includes(host) ? [] : [`on ${host}`];
  const who = names.length === 0 ? [] : [`of ${names.join(', ')}`];
  const place = [...who, ...where].join(' ');
  return new AppError(code, place === '' ? message : `${message} (the Docker host ${place})`, {
    ...(action === undefined ? {} : { action }),
    details: { ...details, host, regions: names },
    cause: error,
    retryable,
  });
}
