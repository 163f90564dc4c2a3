import { execa } from 'execa';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/**
 * Absolute paths of the shared libraries that a program needs on this machine, the dynamic loader
 * included, sorted; none for a program that is linked statically. Linux only.
 * @throws AppError SETUP_FAILED when `ldd` cannot tell or a library is missing.
 */
export async function sharedLibrariesOf(program: string): Promise<string[]> {
  const result = await execa('ldd', [program], { reject: false, env: { LC_ALL: 'C' }, all: true });
  if (result.exitCode !== 0) {
    if (/not a dynamic executable|not a valid dynamic program/i.test(result.all)) return [];
    throw new AppError(
      'SETUP_FAILED',
      `cannot find the libraries of ${program}: ${result.all || (result.shortMessage ?? '')}`,
      { action: 'Install ldd (it comes with the C library).', cause: result },
    );
  }
  const { libraries, missing } = parseLdd(result.stdout);
  if (missing.length > 0) {
    throw new AppError('SETUP_FAILED', `${program} lacks libraries: ${missing.join(', ')}`, {
      action: 'Repair the Node installation of this machine.',
      details: { missing },
    });
  }
  return libraries;
}

/** The paths in the output of `ldd` (of glibc or musl), and the names that it did not find. */
export function parseLdd(output: string): { libraries: string[]; missing: string[] } {
  const libraries = new Set<string>();
  const missing: string[] = [];
  for (const line of output.split('\n')) {
    const absent = /^\s*(\S+) => not found/.exec(line)?.[1];
    if (absent !== undefined) missing.push(absent);
    // Either "name => /path (0x…)" or "/path (0x…)"; the kernel's own vdso has no path.
    const found = /^\s*(?:\S+ => )?(\/\S+) \(0x[0-9a-f]+\)/.exec(line)?.[1];
    if (found !== undefined) libraries.add(found);
  }
  return { libraries: [...libraries].sort(), missing };
}
