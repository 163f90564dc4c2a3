/** SHA-256 of a text's UTF-8 bytes; passed in, as this side of the house has no cryptography of its own. */
export type Sha256 = (text: string) => Uint8Array;

/** What 2^32 leaves when divided by 10 000. */
const HIGH_WORD = 7_296;

/**
 * Statsig's bucket of a unit, 0 to 9999: the first eight bytes of the hash, big-endian, modulo 10 000. With both
 * salts kept, a higher percentage only adds units. A unit without ID is the empty text.
 */
export function bucketOf(
  sha256: Sha256,
  { salt, ruleSalt, unitId }: { salt: string; ruleSalt: string; unitId: string },
): number {
  const bytes = sha256(`${salt}.${ruleSalt}.${unitId}`);
  return ((word(bytes, 0) % 10_000) * HIGH_WORD + (word(bytes, 4) % 10_000)) % 10_000;
}

/** 100 always has it, 0 never. */
export function isInPercentage(bucket: number, passPercentage: number): boolean {
  return bucket < passPercentage * 100;
}

function word(bytes: Uint8Array, at: number): number {
  const byte = (offset: number) => bytes[at + offset] ?? 0;
  return byte(0) * 0x1_00_00_00 + byte(1) * 0x1_00_00 + byte(2) * 0x1_00 + byte(3);
}
