import { crc32 } from 'node:zlib';

/** The CRC-32 of a text or of bytes, 8 hex digits. */
export function checksum(content: string | Uint8Array): string {
  return crc32(content).toString(16).padStart(8, '0');
}
