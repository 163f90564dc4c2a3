import { Writable } from 'node:stream';

/** A standard output that takes so many writes, and fails after them as Node.js's own does: by an event alone. */
export function failingOutput(code: 'EPIPE' | 'ENOSPC', takes = 0): Writable {
  let writes = 0;
  const output = new Writable({
    write: (_chunk, _encoding, done) => {
      writes += 1;
      const error = Object.assign(new Error(`${code}: write`), { code });
      if (writes > takes) process.nextTick(() => output.emit('error', error));
      done();
    },
  });
  return output;
}
