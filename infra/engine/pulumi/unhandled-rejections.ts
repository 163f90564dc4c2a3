import { isGrpcError } from '@pulumi/pulumi/errors.js';

let isOutlived = false;

/**
 * Keeps this process alive when a CLI dies in the middle of an inline program: the SDK listens for rejections only until the
 * program has failed, and its calls to the engine that is gone reject after that, too, with nobody there
 * (`automation/server.js`). Any other unhandled rejection ends the process as before. Idempotent.
 */
export function ignoreLateRejections(): void {
  if (isOutlived) return;
  isOutlived = true;
  process.on('unhandledRejection', (reason) => {
    if (reason instanceof Error && isGrpcError(reason)) return;
    // Other listeners decide.
    if (process.listenerCount('unhandledRejection') === 1) throw reason;
  });
}
