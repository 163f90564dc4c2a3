import { get } from 'node:http';

/** Time for the answer of a health check, in milliseconds. */
const HEALTH_TIMEOUT_MS = 2000;

/**
 * Asks the service on this machine whether it is healthy: resolves to null when it is, else to the
 * reason. Takes only what Node brings, because Docker starts it again every few seconds.
 */
export function healthProblem(
  port: number,
  { path = '/healthz', timeoutMs = HEALTH_TIMEOUT_MS } = {},
): Promise<string | null> {
  if (!Number.isInteger(port)) return Promise.resolve('PORT is not a whole number');
  const url = `http://127.0.0.1:${port}${path}`;
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) });
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? null : `${url} answered ${response.statusCode ?? '?'}`);
      request.destroy();
    });
    request.on('error', (error) => {
      const isLate = error.name === 'AbortError';
      resolve(isLate ? `${url} did not answer in ${timeoutMs} ms` : `${url}: ${error.message}`);
    });
  });
}
