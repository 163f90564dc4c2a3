import { writeFile } from 'node:fs/promises';
import { fileDisk, type Disk } from '../../orchestrator/runtime/store/disk.ts';

/** A disk for a process that is killed at its nth change (from 1): half a draft is left, nothing comes after. */
function dyingDisk(dieAt: number): { disk: Disk; isDead: () => boolean } {
  let changes = 0;
  const change = async <T>(make: () => Promise<T>, half?: () => Promise<void>): Promise<T> => {
    changes++;
    if (changes === dieAt) await half?.();
    if (changes >= dieAt) throw new Error('killed');
    return make();
  };
  const disk: Disk = {
    read: (file) => (changes >= dieAt ? Promise.reject(new Error('killed')) : fileDisk.read(file)),
    replace: (file, content) =>
      change(
        () => fileDisk.replace(file, content),
        () => writeFile(`${file}.4217`, content.slice(0, content.length >> 1)),
      ),
    link: (file, name) => change(() => fileDisk.link(file, name)),
    remove: (file) => change(() => fileDisk.remove(file)),
  };
  return { disk, isDead: () => changes >= dieAt };
}

/**
 * Does something again and again, killed at its first change, at its second, and so on, and looks after each; until
 * it comes to its end. Resolves to how often it was killed.
 */
export async function killedAtEachStep(
  run: (disk: Disk) => Promise<unknown>,
  look: (step: number) => Promise<void>,
  reset: () => Promise<void>,
): Promise<number> {
  for (let step = 1; ; step++) {
    await reset();
    const { disk, isDead } = dyingDisk(step);
    await run(disk).catch((error: unknown) => {
      if (!isDead()) throw error;
    });
    await look(step);
    if (!isDead()) return step - 1;
  }
}
