import { ensureImage } from '../../infra/image/colorteller-image.ts';
import { connectDocker } from '../../infra/provider/docker/docker-connection.ts';
import { parseHost } from '../../infra/provider/host.ts';
import type { Clock } from '../time/clock.ts';

export interface PrepareImageOptions {
  /** Every host that regions are deployed to; those of local processes need no image. */
  hosts: readonly string[];
  /** The stock provider takes an image named by its tag for another one at every update: it gets the id. */
  provider: 'own' | 'stock';
  env: NodeJS.ProcessEnv;
  clock: Clock;
  onProgress: (line: string) => void;
}

/** Longest that a build may take on one host. */
const BUILD_TIMEOUT_MS = 10 * 60_000;

/** What a local process is recorded to run: it has no image. */
const PROCESS_IMAGE = 'colorteller:local';

/**
 * Makes sure that every Docker host has the image of the service, and returns its name.
 * @throws AppError DOCKER_UNAVAILABLE, IMAGE_MISSING, SETUP_FAILED
 */
export async function prepareImage(options: PrepareImageOptions): Promise<string> {
  const { clock, env, onProgress } = options;
  let name = PROCESS_IMAGE;
  for (const hostText of options.hosts) {
    const host = parseHost(hostText);
    if (host.kind === 'process') continue;
    const connection = connectDocker({ host, clock, sshAgent: env['SSH_AUTH_SOCK'] });
    const { image } = await connection.call({
      what: 'build the image of the service',
      timeoutMs: BUILD_TIMEOUT_MS,
      run: async (docker) => {
        const ensured = await ensureImage({ docker, onProgress });
        if (options.provider === 'own') return ensured;
        const { Id } = await docker.getImage(ensured.image).inspect();
        return { image: Id };
      },
    });
    name = image;
  }
  return name;
}
