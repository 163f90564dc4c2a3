import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

const BLOCK = 512;

/** A file to pack. */
export interface PackedFile {
  /** Absolute. */
  path: string;
  content: string;
  modifiedAtMs: number;
  /** Number of the only user that may read it; left out: root's, readable by all. */
  owner?: number;
}

/**
 * A tar archive (ustar) of one regular file, as the Docker API takes for an upload; meant to be unpacked at `/`.
 * @throws AppError BAD_INPUT when the path does not fit into a ustar header (100 bytes of name, 155 of folder).
 */
export function packFile({ path, content, modifiedAtMs, owner }: PackedFile): Buffer {
  const body = Buffer.from(content, 'utf8');
  const { prefix, name } = splitPath(path);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write(octal(owner === undefined ? 0o644 : 0o600, 8), 100);
  header.write(octal(owner ?? 0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(body.length, 12), 124);
  header.write(octal(Math.floor(modifiedAtMs / 1000), 12), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\u0000 `, 148);
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
  return Buffer.concat([header, body, padding, Buffer.alloc(2 * BLOCK)]);
}

/** Content of the first regular file of a tar archive; undefined when it holds none. */
export function unpackFile(archive: Buffer): string | undefined {
  for (let at = 0; at + BLOCK <= archive.length;) {
    const size = Number.parseInt(archive.toString('latin1', at + 124, at + 136), 8) || 0;
    const kind = archive.toString('latin1', at + 156, at + 157);
    const start = at + BLOCK;
    if (kind === '0' || kind === '\u0000') return archive.toString('utf8', start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}

function splitPath(filePath: string): { prefix: string; name: string } {
  const relative = filePath.replace(/^\/+/, '');
  if (Buffer.byteLength(relative) <= 100) return { prefix: '', name: relative };
  const slash = relative.lastIndexOf('/');
  const prefix = relative.slice(0, Math.max(slash, 0));
  const name = relative.slice(slash + 1);
  if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100) return { prefix, name };
  throw new AppError('BAD_INPUT', `The path ${filePath} is too long to upload into a container.`, {
    action: 'Choose a path with at most 155 bytes of folders and a name of at most 100.',
  });
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\u0000`;
}
