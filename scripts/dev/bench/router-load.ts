import { connect } from 'node:net';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { percentile } from './figure.ts';

/** What a load met. */
export interface LoadResult {
  perSecond: number;
  /** Of the time from a request to the end of its answer. */
  p50Ms: number;
  p99Ms: number;
}

const HEAD_END = '\r\n\r\n';
const USERS = 1_000;

/**
 * Asks for the colour on some connections, each again as soon as it has its answer. A client that does nothing but that leaves
 * the processor to the servers.
 * @throws AppError INTERNAL when an answer is not 200.
 */
export async function runLoad(
  port: number,
  { connections, durationMs }: { connections: number; durationMs: number },
): Promise<LoadResult> {
  const requests = Array.from({ length: USERS }, (_, user) =>
    Buffer.from(
      `GET /color HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-User-Id: user-${user}\r\n\r\n`,
    ),
  );
  const tookMs: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, (_, index) =>
      askOver(port, requests, { first: index * 31, untilMs: startedAt + durationMs, tookMs }),
    ),
  );
  return {
    perSecond: (tookMs.length / (performance.now() - startedAt)) * 1000,
    p50Ms: percentile(tookMs, 0.5),
    p99Ms: percentile(tookMs, 0.99),
  };
}

/** One connection, until the time is over. */
function askOver(
  port: number,
  requests: readonly Buffer[],
  { first, untilMs, tookMs }: { first: number; untilMs: number; tookMs: number[] },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    let turn = first;
    let sentAt = 0;
    let answer = '';
    const send = () => {
      turn += 1;
      sentAt = performance.now();
      socket.write(requests[turn % requests.length] ?? '');
    };
    socket.once('connect', send);
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (!isWhole(answer)) return;
      const now = performance.now();
      tookMs.push(now - sentAt);
      if (!answer.startsWith('HTTP/1.1 200 ')) socket.destroy(failed(answer));
      answer = '';
      if (now < untilMs) send();
      else socket.end();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      if (performance.now() < untilMs) reject(failed('a connection was closed'));
      else resolve();
    });
  });
}

function isWhole(answer: string): boolean {
  const head = answer.indexOf(HEAD_END);
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  if (length === undefined) return answer.endsWith(`\r\n0${HEAD_END}`);
  return answer.length >= head + HEAD_END.length + Number(length);
}

const failed = (answer: string) =>
  new AppError('INTERNAL', `a request of the load failed: ${answer.slice(0, 200)}`);
