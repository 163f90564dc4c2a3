import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { imageMissing } from '../container-runtime.ts';

const UNREACHABLE = new Set([
  'ENOENT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EACCES',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
]);

/** One side does not trust the certificate of the other. */
const TLS_CODE = /^ERR_(TLS|SSL)|^CERT_|SELF_SIGNED|^UNABLE_TO_|^EPROTO$/;

/** Translates what dockerode rejects with into our codes; the only place that reads the daemon's wording. */
export function toDockerError(error: unknown, what: string, host: string): AppError {
  if (error instanceof AppError) return error;
  const { code, level, statusCode, words } = facts(error);
  const isUnreachable = UNREACHABLE.has(code) || TLS_CODE.test(code) || level.startsWith('client-');
  if (statusCode === undefined && isUnreachable) {
    return daemonSilent(host, words, error);
  }
  const port = takenPort(words);
  if (port !== undefined) {
    return new AppError('PORT_IN_USE', `Cannot ${what}: port ${port} of ${host} is in use.`, {
      action: 'Stop what uses the port, or give the region another one.',
      details: { port: Number(port), host },
      cause: error,
    });
  }
  const image = /No such image: (\S+?):?(?:\s|$)/i.exec(words)?.[1];
  if (image !== undefined) return imageMissing(image, `Cannot ${what}: ${host}`, error);
  return new AppError('UPDATE_FAILED', `Cannot ${what}: ${host} answers "${words}".`, {
    details: { host, status: statusCode },
    cause: error,
  });
}

/** The error for a daemon that does not answer at all, or not in time. */
export function daemonSilent(host: string, why: string, cause?: unknown): AppError {
  return new AppError('DOCKER_UNAVAILABLE', `No Docker daemon answers at ${host}: ${why}.`, {
    action: 'Start Docker there, or run "npx colorteller setup --docker" to see what is missing.',
    details: { host },
    cause,
    retryable: true,
  });
}

/** HTTP status that the daemon answered with; undefined for any other error. */
export function dockerStatus(error: unknown): number | undefined {
  return facts(error instanceof AppError ? error.cause : error).statusCode;
}

interface Facts {
  code: string;
  /** Which part of an SSH connection failed. */
  level: string;
  statusCode: number | undefined;
  words: string;
}

function facts(error: unknown): Facts {
  const bag = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    code: text(bag['code']),
    level: text(bag['level']),
    statusCode: typeof bag['statusCode'] === 'number' ? bag['statusCode'] : undefined,
    words: daemonMessage(bag) || text(bag['message']).trim() || String(error),
  };
}

function daemonMessage(bag: Record<string, unknown>): string {
  const json = bag['json'];
  if (typeof json !== 'object' || json === null || !('message' in json)) return '';
  return typeof json.message === 'string' ? json.message.trim() : '';
}

function takenPort(words: string): string | undefined {
  if (!/port is already allocated|address already in use/.test(words)) return undefined;
  return /:(\d+)(?:: bind)?(?:: address already in use| failed)/.exec(words)?.[1];
}
