import { writeFile } from 'node:fs/promises';
import { fileDisk, type Disk } from '../../orchestrator/runtime/store/disk.ts';

/** A disk of a process that is killed at its nth change (from 1): half a draft stays, and every later call fails. */
function crashingDisk(crashAt: number): { disk: Disk; hasCrashed: () => boolean } {
  let changes = 0;
  const change = async <T>(make: () => Promise<T>, half?: () => Promise<void>): Promise<T> => {
    changes++;
    if (changes === crashAt) await half?.();
    if (changes >= crashAt) throw new Error('killed');
    return make();
  };
  const disk: Disk = {
    read: (file) =>
      changes >= crashAt ? Promise.reject(new Error('killed')) : fileDisk.read(file),
    replace: (file, content) =>
      change(
        () => fileDisk.replace(file, content),
        () => writeFile(`${file}.4217`, content.slice(0, content.length >> 1)),
      ),
    link: (file, name) => change(() => fileDisk.link(file, name)),
    remove: (file) => change(() => fileDisk.remove(file)),
  };
  return { disk, hasCrashed: () => changes >= crashAt };
}

/**
 * Repeats `run`, killed at its first change, at its second, and so on, until it completes, and calls `check` after
 * each time. Resolves to how often it was killed.
 */
export async function crashAtEachChange(
  run: (disk: Disk) => Promise<unknown>,
  check: (step: number) => Promise<void>,
  reset: () => Promise<void>,
): Promise<number> {
  for (let step = 1; ; step++) {
    await reset();
    const { disk, hasCrashed } = crashingDisk(step);
    await run(disk).catch((error: unknown) => {
      if (!hasCrashed()) throw error;
    });
    await check(step);
    if (!hasCrashed()) return step - 1;
  }
}
