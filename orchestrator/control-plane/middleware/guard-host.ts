import type { RequestHandler } from 'express';
import { AppError } from '../../errors/app-error.ts';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses requests that a web page elsewhere could make a browser send: a foreign Host (DNS rebinding) or a foreign
 * Origin (cross-site). A Host is known as a name of loopback, as the very address that the connection came to (no name
 * can be rebound to be a number), or as one of `allowedHosts`, which may be behind a proxy with another port.
 */
export function guardHost(allowedHosts: readonly string[]): RequestHandler {
  const allowed = new Set(allowedHosts.map((name) => name.toLowerCase()));
  return (request, _response, next) => {
    const { localPort = 0, localAddress = '' } = request.socket;
    const own = [...LOOPBACK_NAMES, inUrl(localAddress)];
    const isKnown = (host: string) => {
      const { name, port } = split(host, request.protocol);
      return allowed.has(name) || allowed.has(host) || (own.includes(name) && port === localPort);
    };
    const { host, origin } = request.headers;
    if (host === undefined || !isKnown(host.toLowerCase())) {
      throw new AppError('HOST_REFUSED', `the Host "${host ?? ''}" is not allowed`, {
        action: `Use ${request.protocol}://${inUrl(localAddress)}:${localPort}, or start it with --allow-host NAME.`,
      });
    }
    if (origin !== undefined && !isKnown(hostOf(origin))) {
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

function split(host: string, protocol: string): { name: string; port: number } {
  const [, name = host, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  return { name, port: Number(port ?? (protocol === 'https' ? 443 : 80)) };
}

/** Host and port of an Origin; nothing for `null`, as sandboxed pages have it. */
function hostOf(origin: string): string {
  return /^https?:\/\/([^/@]+)$/.exec(origin.toLowerCase())?.[1] ?? '';
}
