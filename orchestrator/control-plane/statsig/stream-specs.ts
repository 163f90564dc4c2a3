import { constants, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { SdkKeys } from '../keys/workspace-keys.ts';
import type { WrongKeys } from '../middleware/wrong-keys.ts';
import { requestKey } from './grpc-message.ts';
import type { SpecsFeed } from './specs-feed.ts';

const METHOD = '/statsig_forward_proxy.StatsigForwardProxy/StreamConfigSpec';
/** More than a key and a few numbers is no request of an SDK. */
const LARGEST_REQUEST = 16 * 1024;
const GRPC = { ':status': 200, 'content-type': 'application/grpc' } as const;
/** SDKs that can be attached at once. */
const MOST_STREAMS = 1_000;
/** Who opens a connection or a stream, and asks nothing by it for so long, is sent away. */
const SILENCE_MS = 10_000;
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;
const UNAVAILABLE = 14;

/** The push side of the SDK protocol: gRPC on HTTP/2 without TLS. It listens on nothing itself, see listen.ts. */
export interface SpecsStreams {
  server: Http2Server;
  /** How many SDKs are attached. */
  count: () => number;
  /** Ends every stream; the SDKs try again later. */
  close: () => void;
}

export function createSpecsStreams({
  feed,
  keys,
  wrongKeys,
}: {
  feed: SpecsFeed;
  keys: SdkKeys;
  wrongKeys: WrongKeys;
}): SpecsStreams {
  const server = createServer();
  const sessions = new Set<{ destroy: () => void }>();
  /** What ends each open stream, and the session that it is of. */
  const open = new Map<() => void, unknown>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    // One with an open stream may be silent for days.
    session.setTimeout(SILENCE_MS, () => {
      if (![...open.values()].includes(session)) session.destroy();
    });
    // A client that breaks the connection is its own business.
    session.on('error', () => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    if (open.size >= MOST_STREAMS) {
      refuse(stream, RESOURCE_EXHAUSTED, 'as many SDKs are attached as can be');
      return;
    }
    if (headers[constants.HTTP2_HEADER_PATH] !== METHOD) {
      refuse(stream, UNIMPLEMENTED, 'only StreamConfigSpec is served here');
      return;
    }
    stream.setTimeout(SILENCE_MS, () => stream.destroy());
    readKey(stream, (key) => {
      stream.setTimeout(0);
      if (key === undefined) {
        refuse(stream, INVALID_ARGUMENT, 'not a request for specs');
        return;
      }
      const environment = keys.environmentOf(key);
      const address = stream.session?.socket.remoteAddress ?? '';
      if (environment === undefined && wrongKeys.waitSeconds(address) > 0) {
        refuse(stream, RESOURCE_EXHAUSTED, 'too many wrong server keys; try again in a minute');
        return;
      }
      if (environment === undefined) {
        wrongKeys.count(address);
        refuse(stream, UNAUTHENTICATED, 'the server key is unknown or revoked');
        return;
      }
      const end = push(stream, {
        feed,
        environment,
        isAllowed: () => keys.environmentOf(key) !== undefined,
      });
      open.set(end, stream.session);
      stream.on('close', () => open.delete(end));
    });
  });
  return {
    server,
    count: () => open.size,
    close: () => {
      for (const end of open.keys()) end();
      for (const session of sessions) session.destroy();
    },
  };
}

function readKey(stream: ServerHttp2Stream, then: (key: string | undefined) => void): void {
  let received = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    let key: string | undefined;
    try {
      key = requestKey(received);
      if (key === undefined && received.length < LARGEST_REQUEST) return;
    } catch {
      key = undefined;
    }
    stream.off('data', onData);
    stream.resume();
    then(key);
  };
  stream.on('data', onData);
}

/** Sends the present specs, then those of each change; who reads slowly gets only the newest. */
function push(
  stream: ServerHttp2Stream,
  options: { feed: SpecsFeed; environment: string; isAllowed: () => boolean },
): () => void {
  const { feed, environment, isAllowed } = options;
  let isBusy = false;
  let isBehind = false;
  const send = () => {
    if (!isAllowed()) {
      end(UNAUTHENTICATED, 'the server key was revoked');
      return;
    }
    isBehind = isBusy;
    if (isBusy) return;
    isBusy = !stream.write(feed.encoded(environment).message());
  };
  stream.on('drain', () => {
    isBusy = false;
    if (isBehind) send();
  });
  const unsubscribe = feed.subscribe(send);
  stream.on('close', unsubscribe);
  let status = { code: UNAVAILABLE, message: 'the server ends' };
  stream.on('wantTrailers', () => stream.sendTrailers(trailers(status.code, status.message)));
  const end = (code: number, message: string) => {
    status = { code, message };
    unsubscribe();
    stream.end();
  };
  stream.respond(GRPC, { waitForTrailers: true });
  send();
  return () => end(UNAVAILABLE, 'the server ends');
}

function refuse(stream: ServerHttp2Stream, code: number, message: string): void {
  stream.respond({ ...GRPC, ...trailers(code, message) }, { endStream: true });
}

function trailers(code: number, message: string): Record<string, string> {
  return { 'grpc-status': String(code), 'grpc-message': encodeURIComponent(message) };
}
