import type { RequestHandler } from 'express';
import { AppError } from '../../common/errors/app-error.ts';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests that a web page elsewhere could make a browser send: a foreign Host (DNS rebinding) or a foreign
 * Origin (cross-site). A Host is recognised as a name of loopback, as the very address that the connection came to (no name
 * can be rebound to be a number), or as one of `allowedHosts`; its port may be that of a tunnel or proxy. An Origin is
 * recognised as that very Host with its port, or as one of `allowedHosts`.
 */
export function guardHost(allowedHosts: readonly string[]): RequestHandler {
  const allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));
  const isAllowed = (host: string) => allowed.has(host) || allowed.has(nameOf(host));
  return (request, _response, next) => {
    const { localPort = 0, localAddress = '' } = request.socket;
    const host = request.headers.host?.toLowerCase();
    const { origin } = request.headers;
    const own = [...LOOPBACK_NAMES, inUrl(localAddress)];
    if (host === undefined || !(own.includes(nameOf(host)) || isAllowed(host))) {
      throw new AppError('HOST_REFUSED', `the Host "${host ?? ''}" is not allowed`, {
        action: `Use ${request.protocol}://${inUrl(localAddress)}:${localPort}, or start it with --allow-host NAME.`,
      });
    }
    if (origin !== undefined && hostOf(origin) !== host && !isAllowed(hostOf(origin))) {
      throw new AppError('HOST_REFUSED', `the Origin "${origin}" is not allowed`, {
        action: `Open ${request.protocol}://${host} itself.`,
      });
    }
    next();
  };
}

function inUrl(address: string): string {
  const ip = address.replace(/^::ffff:(?=\d+\.)/, '');
  return ip.includes(':') ? `[${ip}]` : ip;
}

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '');
}

/** Host and port of an Origin; nothing for `null`, as sandboxed pages have it. */
function hostOf(origin: string): string {
  return /^https?:\/\/([^/@]+)$/.exec(origin.toLowerCase())?.[1] ?? '';
}
