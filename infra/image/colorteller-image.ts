import type Docker from 'dockerode';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { createBuildContext } from './build-context.ts';
import { bundledService } from './bundled-service.ts';
import { chooseRecipe } from './choose-recipe.ts';
import { classifyBuildError, toDockerError } from './docker-error.ts';
import { dockerfileOf, imageTag, type ImageRecipe } from './image-recipe.ts';

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
  const [bundle, { recipe, nodeIdentity }] = await Promise.all([
    bundledService(),
    chooseRecipe({ os: daemon.Os, arch: daemon.Arch }),
  ]);
  const image = imageTag({ repository, bundle, dockerfile: dockerfileOf(recipe), nodeIdentity });
  if (await hasImage(docker, image)) return { image, built: false };
  await buildImage({ docker, image, recipe, bundle, onProgress });
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
  bundle: Uint8Array;
  onProgress: (line: string) => void;
}): Promise<void> {
  const { docker, image, recipe, bundle, onProgress } = options;
  await using context = await createBuildContext(recipe, bundle);
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
      action: `Look at the Docker daemon's log, then try again.`,
      retryable: true,
    });
  }
}
