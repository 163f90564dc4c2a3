import { Worker } from 'node:worker_threads';

/**
 * Runs beside a pack, since a loop without end stops all else in the thread of the pack. Whoever started the pack may be
 * Pulumi's CLI, which waits for ever.
 */
const WATCH = `
const { parentPort, workerData: folder } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const running = new Map();
let isSaid = false;
parentPort.on('message', ({ id, what, withinMs }) => {
  if (what === undefined) return running.get(id)();
  const slow = setTimeout(() => {
    if (!isSaid) writeSync(2, what + ' is still at work; it may take ' + withinMs / 1000 + ' s\\n');
    isSaid = true;
  }, 1000);
  const late = setTimeout(() => {
    const why = what + ' does not answer within ' + withinMs / 1000 + ' s; look for a loop without end';
    writeSync(2, 'The policy pack ' + folder + ' fails: ' + why + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }, withinMs);
  running.set(id, () => {
    clearTimeout(slow);
    clearTimeout(late);
    running.delete(id);
  });
});
`;

/** Watches what a pack runs; it kills this process where one of it does not end. */
interface Watch {
  /** @param what such as: policy no-red. */
  run<T>(what: string, withinMs: number, call: () => T | Promise<T>): Promise<T>;
}

export function createWatch(folder: string): Watch {
  const worker = new Worker(WATCH, { eval: true, workerData: folder });
  worker.unref();
  let id = 0;
  return {
    run: async (what, withinMs, call) => {
      const own = ++id;
      worker.postMessage({ id: own, what, withinMs });
      try {
        return await call();
      } finally {
        worker.postMessage({ id: own });
      }
    },
  };
}
