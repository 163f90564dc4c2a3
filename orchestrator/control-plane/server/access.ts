import { createSecureContext } from 'node:tls';
import { AppError } from '../../common/errors/app-error.ts';
import { isLoopback } from '../../common/loopback.ts';

/** Where the control plane listens, and who may reach it. */
export interface Access {
  /** Address or name to listen on. */
  host: string;
  /** PEM texts; null: plain HTTP. */
  tls: { cert: string; key: string } | null;
  /** Names besides its own address that requests may be addressed to. */
  allowedHosts: readonly string[];
  /** Chosen by the user; null: a new one for as long as the orchestrator runs. */
  controlKey: string | null;
  /** Plain HTTP was requested on an address that other machines can reach. */
  isInsecure: boolean;
  /** Origins whose pages may frame the dashboard. Default: none. */
  framedBy?: readonly string[];
}

/** For the same machine only, by a key that is made for the session. */
export const LOOPBACK: Access = {
  host: '127.0.0.1',
  tls: null,
  allowedHosts: [],
  controlKey: null,
  isInsecure: false,
};

/** Fewer characters could be tried through, or are a password that someone uses elsewhere. */
export const SHORTEST_CONTROL_KEY = 24;

/**
 * Refuses what would open the control plane by oversight.
 * @throws AppError BAD_INPUT
 */
export function assertSafe(access: Access): void {
  const { host, controlKey } = access;
  if (controlKey !== null && !/^[\x21-\x7e]+$/.test(controlKey)) {
    throw new AppError('BAD_INPUT', 'the control key has characters that no header can carry', {
      action: 'Use letters, digits and signs of ASCII, without spaces.',
    });
  }
  if (controlKey !== null && controlKey.length < SHORTEST_CONTROL_KEY) {
    throw new AppError(
      'BAD_INPUT',
      `the control key has ${controlKey.length} characters; it needs ${SHORTEST_CONTROL_KEY} at least`,
      { action: 'Make one with: openssl rand -base64 24' },
    );
  }
  if (!isLoopback(host) && controlKey === null) {
    throw new AppError('BAD_INPUT', `others can reach ${host}: it needs a control key of yours`, {
      action: `Set COLORTELLER_KEY, or name a file with --key-file; ${SHORTEST_CONTROL_KEY} characters at least.`,
    });
  }
  assertEncrypted(access);
}

/**
 * Refuses to send keys in clear text over a network, and a certificate that cannot be used.
 * @throws AppError BAD_INPUT
 */
export function assertEncrypted({
  host,
  tls,
  isInsecure,
}: Pick<Access, 'host' | 'tls' | 'isInsecure'>): void {
  if (tls !== null) assertFitting(tls);
  if (!isLoopback(host) && tls === null && !isInsecure) {
    throw new AppError(
      'BAD_INPUT',
      `others can reach ${host}: keys must not be sent there unencrypted`,
      {
        action:
          'Add --tls-cert FILE --tls-key FILE; or --insecure, where something else encrypts (a tunnel, a proxy).',
      },
    );
  }
}

function assertFitting(tls: { cert: string; key: string }): void {
  try {
    createSecureContext(tls);
  } catch (error) {
    // What OpenSSL says names no part of the key.
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new AppError('BAD_INPUT', `the certificate and its key cannot be used: ${reason}`, {
      action: 'Name PEM files that belong together with --tls-cert and --tls-key.',
    });
  }
}
