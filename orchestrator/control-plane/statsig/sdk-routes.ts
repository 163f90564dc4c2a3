import { Router, type Response, type Request, type RequestHandler } from 'express';
import { AppError } from '../../common/errors/app-error.ts';
import { readExposures } from '../../integrations/exposures/read-exposures.ts';
import type { ExposureBook } from '../../integrations/exposures/exposure-book.ts';
import type { SdkKeys } from '../keys/workspace-keys.ts';
import { refuseGuessing, type WrongKeys } from '../middleware/wrong-keys.ts';
import type { SpecsFeed } from './specs-feed.ts';
import { own } from '../../common/own.ts';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { bodyTooLarge } from '../error-response.ts';

export interface SdkRoutesOptions {
  feed: SpecsFeed;
  keys: SdkKeys;
  /** Those that SDKs sent, by HTTP or for a stream. */
  wrongKeys: WrongKeys;
  exposures: ExposureBook;
  /** Real time, as the SDKs go by. */
  realNowMs: () => number;
}

/**
 * What Statsig's server SDKs ask over HTTP. The paths are those of the real service.
 * @see ../../../../ARCHITECTURE.md
 */
export function sdkRoutes(options: SdkRoutesOptions): Router {
  const { feed, keys, wrongKeys, exposures, realNowMs } = options;
  const router = Router();
  const allow = requireSdkKey(keys, wrongKeys);

  router.get(
    ['/v2/download_config_specs/:file', '/v1/download_config_specs/:file'],
    allow(({ params }) => /^(.+)\.json$/.exec(String(params['file']))?.[1]),
    (request, response) => {
      // 304 and 204 count as failures with the SDKs.
      if (Number(request.query['sinceTime'] ?? 0) >= feed.timeMs()) {
        response.json({ has_updates: false });
        return;
      }
      const specs = feed.encoded(environmentOf(response));
      response.vary('accept-encoding').type('application/json');
      // "deflate" is advertised by the SDKs, and fails there.
      const accepted = (['br', 'gzip'] as const).find((encoding) =>
        request.acceptsEncodings(encoding),
      );
      if (accepted === undefined) response.end(specs.json());
      else response.set('content-encoding', accepted).end(specs[accepted]());
    },
  );

  router.post('/v1/log_event', allow(), async (request, response) => {
    const body = await readJsonBody(request);
    exposures.add(
      readExposures(body, { environment: environmentOf(response), nowMs: realNowMs() }),
    );
    response.status(202).json({ success: true });
  });

  router.post('/v1/get_id_lists', allow(), (request, response) => {
    const base = `${request.protocol}://${request.headers.host ?? ''}/v1/id_lists`;
    const lists = feed.idLists().map(({ name, fileID, content }) => ({
      name,
      fileID,
      size: content.length,
      url: `${base}/${fileID}`,
      // A list is never added to: other content is another file, which the SDK reads from its start.
      creationTime: feed.timeMs(),
    }));
    response.json(Object.fromEntries(lists.map((list) => [list.name, list])));
  });

  router.get('/v1/id_lists/:fileID', (request, response) => {
    const list = feed.idLists().find(({ fileID }) => fileID === request.params.fileID);
    if (list === undefined) {
      throw new AppError('NOT_FOUND', 'there is no such list of IDs (any more)', {
        action: 'Ask POST /v1/get_id_lists for the present ones.',
      });
    }
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.type('text/plain').end(list.content.subarray(from));
  });

  return router;
}

function environmentOf({ locals }: Response): string {
  return String(locals['environment']);
}

/**
 * Lets a request pass only with a server key: in the header `statsig-api-key`, or given by `keyOf`. Wrong keys are
 * limited, right ones never are: a stray client does not lock out others with the same address.
 * @throws AppError UNAUTHORIZED, RATE_LIMITED
 */
function requireSdkKey(
  keys: SdkKeys,
  wrong: WrongKeys,
): (keyOf?: (request: Request) => string | undefined) => RequestHandler {
  return (keyOf = (request) => request.get('statsig-api-key')) =>
    (request, response, next) => {
      const environment = keys.environmentOf(keyOf(request) ?? '');
      if (environment !== undefined) {
        response.locals['environment'] = environment;
        next();
        return;
      }
      refuseGuessing(wrong, request, response, 'too many requests with a wrong server key');
      wrong.count(request.socket.remoteAddress ?? '');
      throw new AppError('UNAUTHORIZED', 'the server key is missing, unknown or revoked', {
        action: 'Create one with: npx colorteller keys create ENVIRONMENT',
      });
    };
}

/** A batch of events is 2000 at most, of about a kilobyte each. */
const LARGEST_BODY = 4 * 1024 * 1024;
const LARGEST_UNPACKED = 16 * 1024 * 1024;

const unpackers: Readonly<Record<string, (body: Buffer) => Promise<Buffer> | Buffer>> = {
  identity: (body) => body,
  gzip: (body) => promisify(gunzip)(body, { maxOutputLength: LARGEST_UNPACKED }),
  br: (body) => promisify(brotliDecompress)(body, { maxOutputLength: LARGEST_UNPACKED }),
  zstd: unpackZstd,
};

/**
 * The JSON of a request, however it is packed: zstd (as the SDKs send it), gzip, br or plain.
 * @throws AppError BAD_INPUT
 */
async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const unpack = own(unpackers, encoding);
  if (unpack === undefined) {
    throw new AppError('BAD_INPUT', `the content encoding "${encoding}" is not supported here`, {
      action: `Send one of ${Object.keys(unpackers).join(', ')}.`,
    });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw bodyTooLarge();
    chunks.push(chunk);
  }
  try {
    return JSON.parse((await unpack(Buffer.concat(chunks))).toString('utf8')) as unknown;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('BAD_INPUT', `the request body is not JSON in ${encoding}`, { cause });
  }
}

/** Node 20 has no zstd. It is unpacked in pieces, so that a small body cannot grow without end. */
function unpackZstd(body: Buffer): Buffer {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((piece) => {
    size += piece.length;
    if (size > LARGEST_UNPACKED) throw bodyTooLarge();
    pieces.push(piece);
  });
  stream.push(body, true);
  return Buffer.concat(pieces);
}
