import { paddedLength, sha256 } from './sha256.ts';

/** What 2^32 leaves when divided by 10 000. */
const HIGH_WORD = 7_296;
/** A reused buffer for the usual IDs; a longer one gets a new buffer. */
const USUAL_BYTES = 192;
/** Bytes of a UTF-16 code unit in UTF-8, at most. */
const MAX_UTF8 = 3;

const encoder = new TextEncoder();

/**
 * Statsig's bucket of a unit, 0 to 9999: the first eight bytes of the SHA-256 of `salt.ruleSalt.unitId`, big-endian,
 * modulo 10 000. With both salts unchanged, a higher percentage only adds units. A unit without ID is the empty text.
 */
export function compileBucket(salt: string, ruleSalt: string): (unitId: string) => number {
  const prefix = encoder.encode(`${salt}.${ruleSalt}.`);
  const usual = messageOf(prefix, USUAL_BYTES);
  return (unitId) => {
    const idBytes = unitId.length * MAX_UTF8;
    const { bytes, view } = idBytes <= USUAL_BYTES ? usual : messageOf(prefix, idBytes);
    const words = sha256(view, prefix.length + append(bytes, prefix.length, unitId));
    const high = (words[0] ?? 0) >>> 0;
    const low = (words[1] ?? 0) >>> 0;
    return ((high % 10_000) * HIGH_WORD + (low % 10_000)) % 10_000;
  };
}

/** 100 always has it, 0 never. */
export function isInPercentage(bucket: number, passPercentage: number): boolean {
  return bucket < passPercentage * 100;
}

/** A buffer that begins with the prefix and has room for an ID of so many bytes. */
function messageOf(prefix: Uint8Array, idBytes: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(paddedLength(prefix.length + idBytes));
  bytes.set(prefix);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** Writes a text as UTF-8; the number of its bytes. IDs are nearly always ASCII, which needs no encoder. */
function append(bytes: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return encoder.encodeInto(text, bytes.subarray(at)).written;
    bytes[at + index] = code;
  }
  return text.length;
}
