import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, createServer as createProxy, type AddressInfo, type Socket } from 'node:net';

/** How a server can fail a client that asks it for specs. */
export const FAULTS: readonly (readonly [
  name: string,
  answer: (response: ServerResponse) => void,
])[] = [
  ['an error', (response) => void response.writeHead(500).end('{}')],
  ['malformed specs', (response) => void response.end('{"has_updates":true,"time":')],
  ['specs that lack a part', (response) => void response.end('{"has_updates":true,"time":9e15}')],
  ['nothing', (response) => void response.writeHead(204).end()],
  ['a broken connection', (response) => void response.destroy()],
  ['nothing in time', () => undefined],
];

/** A proxy that forwards to a server, streams too, until it answers with a fault instead. */
export interface FaultyProxy extends AsyncDisposable {
  url: string;
  /** How many requests it has answered with a fault. */
  faultyAnswers: () => number;
  fail: (answer: (response: ServerResponse) => void) => void;
  recover: () => void;
}

/** @param url of the server that it forwards to */
export async function startFaultyProxy(url: string): Promise<FaultyProxy> {
  let answer: ((response: ServerResponse) => void) | undefined;
  let answers = 0;
  const faulty = createServer((_, response) => {
    answers += 1;
    if (answer === undefined) response.destroy();
    else answer(response);
  });
  await once(faulty.listen(0, '127.0.0.1'), 'listening');
  const faultyPort = (faulty.address() as AddressInfo).port;
  const open = new Set<Socket>();
  const proxy = createProxy((client) => {
    const port = answer === undefined ? Number(new URL(url).port) : faultyPort;
    const behind = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const turn = (next: typeof answer) => {
    answer = next;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    faultyAnswers: () => answers,
    fail: (next) => turn(next),
    recover: () => turn(undefined),
    [Symbol.asyncDispose]: async () => {
      turn(undefined);
      faulty.closeAllConnections();
      await Promise.all([once(proxy.close(), 'close'), once(faulty.close(), 'close')]);
    },
  };
}
