import { json, type RequestHandler } from 'express';
import { refuseUnreadable } from '../../common/readable.ts';

/** Reads a JSON body; one half of which would be lost is refused rather than read as another. */
export function jsonBody(options: Parameters<typeof json>[0]): RequestHandler {
  return json({ ...options, reviver: refuseUnreadable });
}
