import { Agent, get, type IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

export interface Answer {
  headers: IncomingHttpHeaders;
  /** As it came, still compressed. */
  body: Buffer;
}

/** Connections that ask side by side. */
const CONNECTIONS = 16;

/** One answer, as its bytes. @throws AppError INTERNAL on another status than 200. */
export function ask(url: string, encoding: string, agent?: Agent): Promise<Answer> {
  const headers = { 'accept-encoding': encoding };
  return new Promise((resolve, reject) => {
    get(url, { headers, ...(agent === undefined ? {} : { agent }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) {
          resolve({ headers: response.headers, body: Buffer.concat(chunks) });
          return;
        }
        reject(new AppError('INTERNAL', `${url} answered ${response.statusCode ?? ''}`));
      });
    }).on('error', reject);
  });
}

/** Answers per second over so many milliseconds, by clients that each ask again at once. */
export async function answersPerSecond(url: string, encoding: string, ms: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const startedAt = performance.now();
  let answers = 0;
  const askOn = async () => {
    while (performance.now() - startedAt < ms) {
      await ask(url, encoding, agent);
      answers++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, askOn));
  const took = performance.now() - startedAt;
  agent.destroy();
  return (answers * 1_000) / took;
}
