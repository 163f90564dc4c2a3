import { execa } from 'execa';
import { expect, it } from 'vitest';
import { distPath } from '../../orchestrator/common/package-root.ts';
import { readLabs } from '../../scripts/teaching/labs/catalog.ts';
import { EMBEDDED } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const labs = await readLabs();

/** A lab is a handful of processes and a dozen commands; the machine may be busy with other suites. */
const DEADLINE_MS = 120_000;

it.each(labs)(
  'lab $name is passed by typing what its guide says, which shows what it says',
  async ({ guide }) => {
    await using folder = await tempFolder();
    const args = ['workshop', '--check', '--lab', guide.number, ...EMBEDDED];
    const { exitCode, all } = await execa(
      process.execPath,
      [distPath('scripts/cli/cli.js'), ...args],
      {
        cwd: folder.path,
        reject: false,
        stdin: 'ignore',
        all: true,
      },
    );
    expect(all).toBe(
      `lab ${guide.number}  ${guide.title}\n✔ ${guide.steps.length} steps went as the guide says`,
    );
    expect(exitCode).toBe(0);
  },
  DEADLINE_MS,
);
