import path from 'node:path';
import { AppError } from '../../orchestrator/errors/app-error.ts';

/** Where containers run: a Docker daemon, or a folder of local processes. */
export type Host =
  | { kind: 'socket'; path: string }
  | { kind: 'tcp'; host: string; port: number }
  | { kind: 'ssh'; host: string; port: number; user: string }
  | { kind: 'process'; folder: string };

const FORMS = 'unix:///PATH, tcp://HOST:PORT, ssh://USER@HOST or process:///FOLDER';

/**
 * Reads a host as written in a workspace, a label or DOCKER_HOST.
 * @throws AppError BAD_INPUT naming the text and what is wrong with it.
 */
export function parseHost(text: string): Host {
  const scheme = /^([a-z]+):\/\//.exec(text)?.[1] ?? '';
  switch (scheme) {
    case 'unix':
      return { kind: 'socket', path: absolutePath(text, 'unix://') };
    case 'process':
      return { kind: 'process', folder: path.normalize(absolutePath(text, 'process://')) };
    case 'tcp':
      return parseTcp(text);
    case 'ssh':
      return parseSsh(text);
    default:
      throw badHost(text, `it is none of ${FORMS}`);
  }
}

function absolutePath(text: string, prefix: string): string {
  const found = text.slice(prefix.length);
  if (!path.isAbsolute(found)) throw badHost(text, 'its path is not absolute');
  return found;
}

function parseTcp(text: string): Host {
  const url = parseUrl(text);
  if (url.port === '') throw badHost(text, 'it has no port');
  if (url.username !== '') throw badHost(text, 'a tcp host takes no user');
  return { kind: 'tcp', host: bareHost(url), port: Number(url.port) };
}

function parseSsh(text: string): Host {
  const url = parseUrl(text);
  if (url.username === '') throw badHost(text, 'it has no user');
  if (url.password !== '')
    throw badHost(text, 'a password does not belong in a host: use an SSH agent');
  const port = url.port === '' ? 22 : Number(url.port);
  return { kind: 'ssh', host: bareHost(url), port, user: decodeURIComponent(url.username) };
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw badHost(text, 'it is not a valid address');
  const url = new URL(text);
  if (url.hostname === '') throw badHost(text, 'it has no host name');
  if (!['', '/'].includes(url.pathname)) throw badHost(text, 'it takes no path');
  return url;
}

/** IPv6 addresses are bracketed in a URL and bare everywhere else. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function badHost(text: string, why: string): AppError {
  return new AppError('BAD_INPUT', `The host "${text}" is not valid: ${why}.`, {
    action: `Write it as ${FORMS}.`,
    details: { host: text },
  });
}
