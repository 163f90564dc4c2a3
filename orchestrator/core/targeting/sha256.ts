/**
 * SHA-256 (FIPS 180-4) of short texts. It is here because one call of it stands in the way of every percentage:
 * the cost of `node:crypto` for forty bytes is mostly the way there and back, and this folder imports nothing of Node.
 */

const ROUNDS = 64;
const BLOCK_BYTES = 64;
/** The 0x80 after the message, and its length in bits. */
const PADDING_BYTES = 9;

const { start, constants } = fractionsOfRoots();
/** Used by one call after another: nothing here is asynchronous. */
const schedule = new Int32Array(ROUNDS);
const state = new Int32Array(8);

/** Bytes that a message of this length needs in its buffer, padding included. */
export function paddedLength(length: number): number {
  return Math.ceil((length + PADDING_BYTES) / BLOCK_BYTES) * BLOCK_BYTES;
}

/**
 * The hash of the first `length` bytes, as eight words that are good until the next call. Pads in place, so that the
 * buffer is to have `paddedLength(length)` bytes; those before `length` stay as they are.
 */
export function sha256(message: DataView, length: number): Int32Array {
  const end = paddedLength(length);
  message.setUint8(length, 0x80);
  for (let at = length + 1; at < end - 4; at++) message.setUint8(at, 0);
  // A message of 512 MB is the first whose length in bits needs the other four bytes.
  message.setUint32(end - 4, length * 8);
  state.set(start);
  for (let at = 0; at < end; at += BLOCK_BYTES) addBlock(message, at);
  return state;
}

function addBlock(message: DataView, at: number): void {
  for (let i = 0; i < 16; i++) schedule[i] = message.getInt32(at + i * 4);
  for (let i = 16; i < ROUNDS; i++) {
    const x = word(schedule, i - 15);
    const y = word(schedule, i - 2);
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[i] = (word(schedule, i - 16) + s0 + word(schedule, i - 7) + s1) | 0;
  }
  let a = word(state, 0);
  let b = word(state, 1);
  let c = word(state, 2);
  let d = word(state, 3);
  let e = word(state, 4);
  let f = word(state, 5);
  let g = word(state, 6);
  let h = word(state, 7);
  for (let i = 0; i < ROUNDS; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const choice = (e & f) ^ (~e & g);
    const first = (h + s1 + choice + word(constants, i) + word(schedule, i)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + s0 + majority) | 0;
  }
  state[0] = word(state, 0) + a;
  state[1] = word(state, 1) + b;
  state[2] = word(state, 2) + c;
  state[3] = word(state, 3) + d;
  state[4] = word(state, 4) + e;
  state[5] = word(state, 5) + f;
  state[6] = word(state, 6) + g;
  state[7] = word(state, 7) + h;
}

function word(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

/** The first 32 bits of the fractions of the square roots of 8 primes, and of the cube roots of 64. */
function fractionsOfRoots(): { start: Int32Array; constants: Int32Array } {
  const primes: number[] = [];
  for (let n = 2; primes.length < ROUNDS; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  const fraction = (root: number) => (root - Math.floor(root)) * 2 ** 32;
  return {
    start: Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
    constants: Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
  };
}
