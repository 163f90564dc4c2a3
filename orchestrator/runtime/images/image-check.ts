import { connectDocker } from '../../../infra/provider/docker/docker-connection.ts';
import { parseHost } from '../../../infra/provider/host.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Clock } from '../../common/clock.ts';
import { readVersions } from '../versions/version-file.ts';
import { isNameOf } from '../versions/version-view.ts';

export interface ImageCheckOptions {
  /** Absolute path of the workspace. */
  folder: string;
  /** Every host that regions are on. */
  hosts: () => readonly string[];
  env: NodeJS.ProcessEnv;
  clock: Clock;
}

/** Refuses images, before a release of them starts. @throws AppError UNKNOWN_IMAGE */
export type ImageCheck = (images: readonly string[]) => Promise<void>;

/** Timeout of the question to one host; the person who saves a config waits for it. */
const TIMEOUT_MS = 3_000;

/**
 * An image can be promoted if every Docker host has it. For a host that does not answer, the version datastore counts.
 * Local processes have no image: with only those, any name is accepted.
 */
export function createImageCheck({ folder, hosts, env, clock }: ImageCheckOptions): ImageCheck {
  const inspect = async (hostText: string, image: string): Promise<'has' | 'lacks' | 'silent'> => {
    const host = parseHost(hostText);
    if (host.kind === 'process') return 'has';
    try {
      const connection = connectDocker({ host, clock, sshAgent: env['SSH_AUTH_SOCK'] });
      await connection.call({
        what: `look for image ${image}`,
        timeoutMs: TIMEOUT_MS,
        run: (docker) => docker.getImage(image).inspect(),
      });
      return 'has';
    } catch (error) {
      return error instanceof AppError && error.code === 'IMAGE_MISSING' ? 'lacks' : 'silent';
    }
  };

  return async (images) => {
    for (const image of images) {
      const answers = await Promise.all(
        hosts().map(async (host) => ({ host, answer: await inspect(host, image) })),
      );
      const named = (state: string) =>
        answers.flatMap(({ host, answer }) => (answer === state ? [host] : [])).join(', ');
      const [lacking, silent] = [named('lacks'), named('silent')];
      if (lacking !== '') throw unknownImage(image, `${lacking} does not have it`);
      if (silent === '') continue;
      const versions = await readVersions(folder);
      if (versions.some((version) => isNameOf(version, image))) continue;
      throw unknownImage(
        image,
        `no version is recorded by that name, and ${silent} does not answer`,
      );
    }
  };
}

function unknownImage(image: string, why: string): AppError {
  return new AppError('UNKNOWN_IMAGE', `image "${image}" cannot be promoted: ${why}`, {
    action:
      'See what can be with: npx colorteller versions; build it with: npx colorteller build --tag TAG; or load it there with docker load.',
    details: { image },
  });
}
