import type { Region } from '../definition/definition.ts';
import { AppError } from '../errors/app-error.ts';

/** The same error, told with its Docker host and the regions that are on it. */
export function atHost(
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
