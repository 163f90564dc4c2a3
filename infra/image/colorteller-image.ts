import type Docker from 'dockerode';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { createBuildContext } from './build-context.ts';
import {
  dockerfileOf,
  imageTag,
  type Bundles,
  type ImageRecipe,
  chooseRecipe,
} from './image-recipe.ts';
import { readFile } from 'node:fs/promises';
import { distPath } from '../../orchestrator/common/package-root.ts';

export interface EnsureImageOptions {
  docker: Docker;
  /** Called with each line of the build's output. */
  onProgress?: (line: string) => void;
  /** Name of the image before its tag. Default colorteller. */
  repository?: string;
}

/**
 * Makes sure that a Docker host has the image of the service as it is now, and returns its name. The
 * name follows from the content, so an unchanged service is never built twice on one host.
 * @throws AppError DOCKER_UNAVAILABLE, IMAGE_MISSING (the base image), SETUP_FAILED (the build).
 */
export async function ensureImage({
  docker,
  onProgress = () => undefined,
  repository = 'colorteller',
}: EnsureImageOptions): Promise<{ image: string; built: boolean }> {
  const daemon = await docker
    .version()
    .catch(toDockerError('ask the Docker daemon for its version'));
  const [bundles, { recipe, nodeIdentity }] = await Promise.all([
    bundledPrograms(),
    chooseRecipe({ os: daemon.Os, arch: daemon.Arch }),
  ]);
  const image = imageTag({ repository, bundles, dockerfile: dockerfileOf(recipe), nodeIdentity });
  if (await hasImage(docker, image)) return { image, built: false };
  await buildImage({ docker, image, recipe, bundles, onProgress });
  return { image, built: true };
}

async function hasImage(docker: Docker, image: string): Promise<boolean> {
  const found = await docker
    .listImages({ filters: { reference: [image] } })
    .catch(toDockerError(`look for the image ${image}`));
  return found.length > 0;
}

async function buildImage(options: {
  docker: Docker;
  image: string;
  recipe: ImageRecipe;
  bundles: Bundles;
  onProgress: (line: string) => void;
}): Promise<void> {
  const { docker, image, recipe, bundles, onProgress } = options;
  await using context = await createBuildContext(recipe, bundles);
  const stream = await docker
    .buildImage(
      { context: context.folder, src: context.entries },
      { t: image, rm: true, forcerm: true },
    )
    .catch(toDockerError(`build the image ${image}`));

  const failure = await new Promise<Error | string | null>((resolve) => {
    let buildError: string | null = null;
    docker.modem.followProgress(
      stream,
      (error) => resolve(error ?? buildError),
      ({ stream: text, error }: { stream?: string; error?: string }) => {
        buildError ??= error ?? null;
        const line = (error ?? text ?? '').trim();
        if (line !== '') onProgress(line);
      },
    );
  });
  if (failure !== null) throw classifyBuildError(image, failure);
  if (!(await hasImage(docker, image))) {
    throw new AppError('SETUP_FAILED', `the build of ${image} ended without an image`, {
      action: `See the Docker daemon's log, then try again.`,
      retryable: true,
    });
  }
}

/**
 * The service of a region and the router before its cells, each with everything it needs as one CommonJS file for plain Node 20
 * or newer: the build made them.
 * @throws AppError SETUP_FAILED when one is not there.
 */
async function bundledPrograms(): Promise<Bundles> {
  const [service, router] = await Promise.all([bundleOf('colorteller'), bundleOf('router')]);
  return new Map([
    ['main.cjs', service],
    ['router.cjs', router],
  ]);
}

async function bundleOf(service: string): Promise<Uint8Array> {
  const file = distPath(`services/${service}/image.cjs`);
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AppError(
      'SETUP_FAILED',
      `the bundle of services/${service} is not readable: ${file}`,
      {
        action: 'Run npm run build, then try again.',
        cause,
      },
    );
  }
}

/** Rejection handler for a call to the daemon: distinguishes an absent daemon from a refused call. */
export function toDockerError(attempt: string): (error: unknown) => never {
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    // The daemon's own answers carry a status; without one, nothing answered.
    if (error instanceof Error && 'statusCode' in error && error.statusCode !== undefined) {
      throw new AppError('SETUP_FAILED', `could not ${attempt}: ${message}`, {
        action: `See the Docker daemon's log, then try again.`,
        cause: error,
      });
    }
    throw new AppError('DOCKER_UNAVAILABLE', `could not ${attempt}: ${message}`, {
      action: 'Start Docker, or point DOCKER_HOST at a running daemon; check with: docker version',
      cause: error,
      retryable: true,
    });
  };
}

/** The error of a build that the daemon began and did not finish, with the build's own message. */
export function classifyBuildError(image: string, failure: Error | string): AppError {
  const message = (typeof failure === 'string' ? failure : failure.message).trim();
  const cause = typeof failure === 'string' ? undefined : failure;
  const isPull = /pull access denied|manifest (for|unknown)|toomanyrequests|registry|Get "https?:/i;
  if (isPull.test(message)) {
    return new AppError(
      'IMAGE_MISSING',
      `the base image of ${image} cannot be pulled: ${message}`,
      {
        action: 'Check that the Docker host reaches its registry, or load the base image by hand.',
        cause,
        retryable: true,
      },
    );
  }
  return new AppError('SETUP_FAILED', `the build of ${image} failed: ${message}`, {
    action: 'Read the build error above; free disk space on the Docker host if it is full.',
    cause,
  });
}

/**
 * Gives an image a further tag on a Docker host, and returns its name with that. A name never moves to different content:
 * regions that run the one would not be replaced by the other.
 * @param image such as `colorteller:1f2e3d4c5b6a`.
 * @throws AppError VERSION_EXISTS when the name already has different content.
 */
export async function nameImage(docker: Docker, image: string, tag: string): Promise<string> {
  const repository = image.slice(0, image.lastIndexOf(':'));
  const name = `${repository}:${tag}`;
  const idOf = async (reference: string) => {
    const [found] = await docker
      .listImages({ filters: { reference: [reference] } })
      .catch(toDockerError(`look for the image ${reference}`));
    return found?.Id;
  };
  const [present, desired] = [await idOf(name), await idOf(image)];
  if (present === desired) return name;
  if (present !== undefined) {
    throw new AppError(
      'VERSION_EXISTS',
      `${name} already exists with different content than ${image}`,
      {
        action: `Choose another --tag, or leave it out: ${image} is a name as well.`,
        details: { name, image },
      },
    );
  }
  await docker
    .getImage(image)
    .tag({ repo: repository, tag })
    .catch(toDockerError(`name the image ${name}`));
  return name;
}
