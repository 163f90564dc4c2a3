import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../../../orchestrator/common/atomic-file.ts';
import { packageRoot } from '../../../../orchestrator/common/package-root.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const modeOf = async (file: string) => (await stat(file)).mode & 0o777;

describe('writeFileAtomic', () => {
  it('makes missing folders and leaves no draft', async () => {
    await using folder = await tempFolder();
    const file = path.join(folder.path, 'a/b/file');
    await writeFileAtomic(file, 'first');
    await writeFileAtomic(file, Buffer.from('second'));
    expect(await readFile(file, 'utf8')).toBe('second');
    expect(await readdir(path.dirname(file))).toEqual(['file']);
  });

  it('gives the file the requested mode, and otherwise keeps its mode', async () => {
    await using folder = await tempFolder();
    const [secret, mine] = [path.join(folder.path, 'secret'), path.join(folder.path, 'mine')];
    await writeFileAtomic(secret, 'key', { mode: 0o600 });
    await writeFile(mine, 'old');
    await chmod(mine, 0o640);
    await writeFileAtomic(mine, 'new');
    expect([await modeOf(secret), await modeOf(mine)]).toEqual([0o600, 0o640]);
  });

  it('writes through a symbolic link', async () => {
    await using folder = await tempFolder();
    await mkdir(path.join(folder.path, 'there'));
    const [file, link] = [path.join(folder.path, 'there/file'), path.join(folder.path, 'link')];
    await writeFile(file, 'old');
    await symlink(file, link);
    await writeFileAtomic(link, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(folder.path)).toEqual(['link', 'there']);
  });

  it('keeps the old content when the disk takes only a part of the new', async () => {
    await using folder = await tempFolder();
    const file = path.join(folder.path, 'file');
    await writeFile(file, 'old');
    const module = path.join(folder.path, 'module.cjs');
    await build({
      entryPoints: [path.join(packageRoot, 'orchestrator/common/atomic-file.ts')],
      bundle: true,
      platform: 'node',
      outfile: module,
    });
    // Node dies of the signal that the kernel sends with this error, unless it is handled.
    const script = `process.on('SIGXFSZ', () => {});
      const { writeFileAtomic } = require('${module}');
      writeFileAtomic(process.argv[1], 'x'.repeat(5000)).catch((error) => process.stdout.write(error.code));`;
    // One block of 1 KiB fits: the first write is cut short, the next one fails.
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      'ulimit -f 1 && exec node -e "$0" "$1"',
      script,
      file,
    ]);
    expect(stdout).toBe('EFBIG');
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder.path)).toEqual(['file', 'module.cjs']);
  });
});
