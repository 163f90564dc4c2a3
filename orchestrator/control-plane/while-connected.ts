import type { Response } from 'express';

/**
 * Does what may take a while for as long as the client waits for it. Undefined when it has disconnected: then nobody is
 * left to answer.
 */
export async function whileConnected<T>(
  response: Response,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  try {
    return await run(gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return undefined;
    throw error;
  } finally {
    response.off('close', leave);
  }
}
