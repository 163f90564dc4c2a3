import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/**
 * Headers that are of one connection and not of the message.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
] as const;

/** What says where a message ends and whom it is for: no `Connection` header may take it away. */
const FRAMING = new Set(['content-length', 'transfer-encoding', 'host']);

/** Removes what is only of this connection, with what `Connection` names. */
export function removeHopByHop(headers: IncomingHttpHeaders): void {
  const { connection } = headers;
  if (connection !== undefined && connection !== 'keep-alive' && connection !== 'close') {
    for (const token of connection.toLowerCase().split(',')) {
      const name = token.trim();
      if (!FRAMING.has(name)) Reflect.deleteProperty(headers, name);
    }
  }
  for (const name of HOP_BY_HOP) {
    if (headers[name] !== undefined) Reflect.deleteProperty(headers, name);
  }
}

/** Says to a replica who asked, and which address they asked. */
export function addForwarded(request: IncomingMessage): void {
  const { headers, socket } = request;
  const client = socket.remoteAddress ?? 'unknown';
  const before = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = before === undefined ? client : `${String(before)}, ${client}`;
  headers['x-forwarded-proto'] ??= 'http';
  headers['x-forwarded-host'] ??= headers.host ?? '';
}

/**
 * What is wrong with a request's head, which Node's parser lets pass: two servers could disagree about it. Null for a good one.
 * A target with an address, as proxies get it, becomes a path.
 */
export function normalizeTarget(request: IncomingMessage): string | null {
  const { headers, url = '' } = request;
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    return `the transfer coding ${JSON.stringify(coding)} is not supported, only chunked`;
  }
  if (url.startsWith('/')) return null;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    return `the target ${JSON.stringify(url)} is no path`;
  }
  const { host, pathname, search } = new URL(url);
  headers.host = host;
  request.url = `${pathname}${search}`;
  return null;
}
