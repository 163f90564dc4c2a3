import type { RequestHandler } from 'express';
import { AppError } from '../../errors/app-error.ts';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests that a web page elsewhere could make a browser send: a foreign Host (DNS rebinding) or a
 * foreign Origin (cross-site).
 */
export const guardHost: RequestHandler = (request, _response, next) => {
  const port = request.socket.localPort ?? 0;
  const allowed = LOOPBACK_NAMES.map((name) => `${name}:${port}`);
  const { host, origin } = request.headers;
  if (host === undefined || !allowed.includes(host)) {
    throw new AppError('HOST_REFUSED', `the Host "${host ?? ''}" is not allowed`, {
      action: `Use http://127.0.0.1:${port}.`,
    });
  }
  if (origin !== undefined && !allowed.includes(origin.replace(/^http:\/\//, ''))) {
    throw new AppError('HOST_REFUSED', `the Origin "${origin}" is not allowed`, {
      action: `Open http://127.0.0.1:${port} itself.`,
    });
  }
  next();
};
