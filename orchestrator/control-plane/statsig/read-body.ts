import { own } from '../../common/own.ts';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { bodyTooLarge } from '../error-response.ts';
import { AppError } from '../../common/errors/app-error.ts';

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
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const unpack = own(unpackers, encoding);
  if (unpack === undefined) {
    throw new AppError('BAD_INPUT', `the content encoding "${encoding}" is not known here`, {
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
