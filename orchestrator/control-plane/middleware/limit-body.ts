import type { RequestHandler } from 'express';
import { bodyTooLarge } from '../error-response.ts';

/** The largest that any route takes, see statsig/read-body.ts; most take far less. */
const LARGEST_BODY = 4 * 1024 * 1024;

/** Refuses a body that says itself that no route would take it, also where a route reads none. */
export const limitBody: RequestHandler = (request, response, next) => {
  if (Number(request.headers['content-length'] ?? 0) <= LARGEST_BODY) {
    next();
    return;
  }
  // What comes after is not read: no other request can follow it.
  response.set('connection', 'close');
  throw bodyTooLarge();
};
