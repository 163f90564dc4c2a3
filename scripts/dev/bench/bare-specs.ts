import type { AddressInfo } from 'node:net';
import express from 'express';

/** The bytes of an answer and what goes with them. */
export interface BareAnswer {
  path: string;
  headers: Record<string, string>;
  /** As base64. */
  body: string;
}

/** A bare express app in a process of its own: it serves what it gets by message, and no more. */
process.on('message', (answers: BareAnswer[]) => {
  const app = express();
  app.disable('x-powered-by');
  for (const { path, headers, body } of answers) {
    const bytes = Buffer.from(body, 'base64');
    app.get(path, (_request, response) => void response.set(headers).end(bytes));
  }
  const server = app.listen(0, '127.0.0.1', () => {
    process.send?.((server.address() as AddressInfo).port);
  });
});
