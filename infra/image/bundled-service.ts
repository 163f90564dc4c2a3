import { readFile } from 'node:fs/promises';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { distPath } from '../../orchestrator/common/package-root.ts';

/**
 * The service of a region with everything it needs, as one CommonJS file for plain Node 20 or newer: the build made it.
 * @throws AppError SETUP_FAILED when it is not there.
 */
export async function bundledService(): Promise<Uint8Array> {
  const file = distPath('services/colorteller/image.cjs');
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AppError('SETUP_FAILED', `the bundle of the service is not readable: ${file}`, {
      action: 'Run npm run build, then try again.',
      cause,
    });
  }
}
