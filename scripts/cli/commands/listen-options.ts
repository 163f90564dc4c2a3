import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  assertEncrypted,
  assertSafe,
  LOOPBACK,
  SHORTEST_CONTROL_KEY,
  type Access,
} from '../../../orchestrator/control-plane/server/access.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { parsePort } from './run-options.ts';

/** Options of a command that starts the control plane. */
export interface ListenOptions extends ServerOptions {
  keyFile?: string;
}

/** Where a server listens. */
export interface ServerOptions {
  listen?: ListenAddress;
  tlsCert?: string;
  tlsKey?: string;
  insecure?: true;
  allowHost?: string[];
}

interface ListenAddress {
  host: string;
  /** Undefined: that of --port. */
  port: number | undefined;
}

/** Adds `--listen` and the options that listening beyond loopback needs. */
export function addListenOptions(command: Command): Command {
  return addServerOptions(
    command,
    `address of the control plane (default: loopback only); any other needs TLS and a control key of at least ${SHORTEST_CONTROL_KEY} characters`,
  ).option('--key-file <file>', 'file with the control key; default: the variable COLORTELLER_KEY');
}

/** Adds `--listen` and what serves HTTPS there. @param listen what is said of that option */
export function addServerOptions(command: Command, listen: string): Command {
  return command
    .addOption(new Option('--listen <host[:port]>', listen).argParser(parseListen))
    .option('--tls-cert <file>', 'certificate (PEM) for HTTPS, and for gRPC over TLS')
    .option('--tls-key <file>', 'its private key (PEM)')
    .option('--insecure', 'allow plain HTTP on an address that others can reach')
    .option(
      '--allow-host <name>',
      'accept requests to this host name, too; repeatable',
      (name: string, before: string[] | undefined) => [...(before ?? []), name],
    );
}

/**
 * Removes the key from the environment, so that no child process inherits it.
 * @throws AppError BAD_INPUT
 */
export async function readAccess(options: ListenOptions, env: NodeJS.ProcessEnv): Promise<Access> {
  const access: Access = {
    ...(await readAddress(options)),
    controlKey: await readControlKey(options, env),
  };
  assertSafe(access);
  return access;
}

/** Where a server listens that has a key of its own. @throws AppError BAD_INPUT */
export async function readServerOptions(
  options: ServerOptions,
): Promise<Omit<Access, 'controlKey'>> {
  const server = await readAddress(options);
  assertEncrypted(server);
  return server;
}

async function readAddress(options: ServerOptions): Promise<Omit<Access, 'controlKey'>> {
  return {
    host: options.listen?.host ?? LOOPBACK.host,
    tls: await readTls(options),
    allowedHosts: options.allowHost ?? [],
    isInsecure: options.insecure === true,
  };
}

/** `0.0.0.0`, `ct.example:4400`, `[::1]:4400` or `::1`. */
function parseListen(text: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? (isIP(text) === 6 ? text : undefined);
  if (host === undefined) {
    throw new InvalidArgumentError(
      'must be an address such as 0.0.0.0, 192.168.1.5:4400 or [::1]:4400',
    );
  }
  return { host, port: port === undefined ? undefined : parsePort(port) };
}

async function readTls({ tlsCert, tlsKey }: ServerOptions): Promise<Access['tls']> {
  if (tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new AppError('BAD_INPUT', 'a certificate needs its key, and a key its certificate', {
      action: 'Give both --tls-cert FILE and --tls-key FILE.',
    });
  }
  return { cert: await read(tlsCert, '--tls-cert'), key: await read(tlsKey, '--tls-key') };
}

/** On loopback the variable may be meant for another command: only a file counts there. */
async function readControlKey(
  { keyFile, listen }: ListenOptions,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  const variable = env['COLORTELLER_KEY'];
  delete env['COLORTELLER_KEY'];
  if (keyFile !== undefined) return (await read(keyFile, '--key-file')).trim();
  return listen === undefined || variable === undefined || variable === '' ? null : variable;
}

async function read(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('BAD_INPUT', `${option}: ${file} cannot be read`, {
      action: 'Name a file that exists and that you can read.',
      cause,
    });
  }
}
