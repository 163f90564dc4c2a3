import type { Request } from 'express';

/** Names the user who asks. */
const USER_HEADER = 'x-user-id';

/** The user who asks, by the header or else `?user=`; undefined for a request without one. */
export function askerOf(request: Request): string | undefined {
  const { user } = request.query;
  const named = request.get(USER_HEADER) ?? user;
  return typeof named === 'string' && named !== '' ? named : undefined;
}
