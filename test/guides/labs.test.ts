import { expect, it } from 'vitest';
import { readLabs } from '../../scripts/teaching/labs/catalog.ts';
import { startLab } from '../support/lab.ts';

const labs = await readLabs();

/** A lab is a handful of processes and a dozen commands; the machine may be busy with other suites. */
const DEADLINE_MS = 120_000;

it.each(labs)(
  'lab $name is not passed as it starts, and is once it is solved',
  async (lab) => {
    await using running = await startLab(lab);
    const before = await running.type('npx colorteller lab check');
    expect(before.exitCode, before.output).toBe(1);
    expect(before.output).toMatch(
      /^✖ .+\n {4}.+[^]*check npx colorteller .+[^]*\[LAB_UNFINISHED\]/m,
    );
    const solved = await running.type('npx colorteller lab solve');
    expect(solved.exitCode, solved.output).toBe(0);
    const after = await running.type(
      'npx colorteller lab check && npx colorteller lab list --json',
    );
    expect(after.exitCode, after.output).toBe(0);
    expect(after.output).toContain('is passed.');
    expect(after.output).toContain(`"lab":"${lab.name}"`);
    expect(after.output).toMatch(/"passedAtMs":\d+,"isRunning":true/);
  },
  DEADLINE_MS,
);
