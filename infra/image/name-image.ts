import type Docker from 'dockerode';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { toDockerError } from './docker-error.ts';

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
    throw new AppError('VERSION_EXISTS', `${name} is another content than ${image} already`, {
      action: `Choose another --tag, or leave it out: ${image} is a name as well.`,
      details: { name, image },
    });
  }
  await docker
    .getImage(image)
    .tag({ repo: repository, tag })
    .catch(toDockerError(`name the image ${name}`));
  return name;
}
