import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { homeFolder } from '../toolchain/cache-folder.ts';

/** Where containers run: a Docker daemon, or a folder of local processes. */
export type Host =
  | { kind: 'socket'; path: string }
  /** With `certs`, the absolute path of a folder with ca.pem, cert.pem and key.pem, by TLS. */
  | { kind: 'tcp'; host: string; port: number; certs?: string }
  | { kind: 'ssh'; host: string; port: number; user: string }
  | { kind: 'process'; folder: string };

const FORMS =
  'unix:///PATH, tcp://HOST:PORT, tcp://HOST:PORT?certs=/FOLDER, ssh://USER@HOST or process:///FOLDER';

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
  const host = { kind: 'tcp' as const, host: bareHost(url), port: Number(url.port) };
  const certs = url.searchParams.get('certs');
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'certs');
  if (unknown !== undefined) throw badHost(text, `it takes certs, not ${unknown}`);
  if (certs === null) return host;
  if (!path.isAbsolute(certs)) throw badHost(text, 'the path of its certs is not absolute');
  return { ...host, certs: path.normalize(certs) };
}

/**
 * The host that Docker's own environment names, DOCKER_HOST with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH; undefined where it
 * names none.
 */
export function hostFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const host = env['DOCKER_HOST'];
  if (host === undefined || host === '') return undefined;
  const isTls = host.startsWith('tcp://') && Boolean(env['DOCKER_TLS_VERIFY']);
  if (!isTls || host.includes('?')) return host;
  const certs = env['DOCKER_CERT_PATH'] || path.join(env['HOME'] ?? '/', '.docker');
  return `${host}?certs=${encodeURIComponent(certs)}`;
}

/** The host of what names none: that of the environment, else this machine's own daemon. */
export function defaultHost(env: Readonly<Record<string, string | undefined>>): string {
  return hostFromEnvironment(env) ?? localSocket(env);
}

/** Docker Desktop keeps its socket in the home folder; everything else at the usual place. */
function localSocket(env: Readonly<Record<string, string | undefined>>): string {
  const desktop = path.join(homeFolder(env), '.docker', 'run', 'docker.sock');
  return `unix://${existsSync(desktop) ? desktop : '/var/run/docker.sock'}`;
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
