import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LiveCell, Routing } from './cells.ts';

/** Why the router itself answers, as JSON. */
export interface Problem {
  status: number;
  code: string;
  message: string;
  action: string;
}

export const badRequest = (message: string): Problem => ({
  status: 400,
  code: 'BAD_INPUT',
  message: `The request is not valid HTTP for this router: ${message}.`,
  action: 'Correct the request.',
});

export const notWebSocket = (upgrade: string): Problem => ({
  status: 501,
  code: 'UPGRADE_UNSUPPORTED',
  message: `The router does not pass on an upgrade to ${JSON.stringify(upgrade)}.`,
  action: 'Upgrade to a WebSocket by GET, or send the request without Upgrade.',
});

export const noTable = (problem: string | null): Problem => ({
  status: 503,
  code: 'NO_TABLE',
  message: `The router has no table yet: ${problem ?? 'it was not read yet'}`,
  action: 'Deploy the region, or fix what the problem names; the table is reloaded automatically.',
});

export function allDown({ table, cells }: Routing): Problem {
  const takes = cells.filter(({ weight }) => weight > 0);
  return {
    status: 503,
    code: 'ALL_CELLS_DOWN',
    message: `No cell of ${table.region} has a replica that answers: ${takes.map(whyDown).join('; ')}`,
    action: 'Start a replica; the router finds it at its next health check.',
  };
}

export const cellDown = (cell: LiveCell): Problem => ({
  status: 503,
  code: 'CELL_DOWN',
  message: `The cell that this request belongs to has no replica that answers: ${whyDown(cell)}`,
  action: 'Start a replica of this cell; its keys are served nowhere else.',
});

export const cellBusy = ({ name }: LiveCell, { table }: Routing): Problem => ({
  status: 503,
  code: 'CELL_BUSY',
  message: `${table.limits.requestsPerCell} requests are under way in cell "${name}", as many as limits.requestsPerCell allows`,
  action: 'Try again later; see why its replicas answer slowly.',
});

export const replicaTimeout = (where: string): Problem => ({
  status: 504,
  code: 'REPLICA_TIMEOUT',
  message: `${where} did not begin its answer within limits.responseTimeoutMs`,
  action: 'Try again later; see the log of the replica.',
});

export const replicaFailed = (where: string, reason: string): Problem => ({
  status: 502,
  code: 'REPLICA_FAILED',
  message: `${where} gave no answer: ${reason}`,
  action: 'The request may have been carried out: check before you send it again.',
});

function whyDown({ name, replicas }: LiveCell): string {
  const reasons = replicas.map(({ url, problem }) => `${url.host}: ${problem ?? 'up'}`);
  return `cell "${name}" (${reasons.join(', ') || 'no replicas'})`;
}

/** Answers with a problem, if nothing was answered yet. What is still to come of the request is not read. */
export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  problem: Problem,
): void {
  if (response.headersSent || response.destroyed) return;
  if (!request.complete) response.setHeader('Connection', 'close');
  const body = bodyOf(problem);
  response.writeHead(problem.status, headersOf(problem, body));
  response.end(body);
}

/** The same on a connection that asked for an upgrade and did not get it. */
export function refuseUpgrade(socket: Duplex, problem: Problem): void {
  const body = bodyOf(problem);
  const head = { ...headersOf(problem, body), Connection: 'close' };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  const { status } = problem;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}

const bodyOf = ({ code, message, action }: Problem) =>
  `${JSON.stringify({ code, message, action })}\n`;

const headersOf = ({ status }: Problem, body: string): Record<string, string | number> => ({
  'Content-Type': 'application/json; charset=utf-8',
  'Content-Length': Buffer.byteLength(body),
  'Cache-Control': 'no-store',
  ...(status === 503 ? { 'Retry-After': 1 } : {}),
});
