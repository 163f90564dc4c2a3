import { expect, it } from 'vitest';
import { readLabs } from '../../scripts/teaching/labs/catalog.ts';
import { startLab } from '../support/lab.ts';

/** The first one, one on the simulated clock, and one that aborts in the middle. */
const REAL = ['01', '04', '05'];

const labs = (await readLabs()).filter(({ guide }) => REAL.includes(guide.number));

it.each(labs)('lab $name is solved with the real Pulumi CLI and containers', async (lab) => {
  await using running = await startLab(lab, ['--engine', 'pulumi', '--runtime', 'docker']);
  expect(await running.type('npx colorteller lab check')).toMatchObject({ exitCode: 1 });
  const solved = await running.type('npx colorteller lab solve');
  expect(solved, solved.output).toMatchObject({ exitCode: 0 });
  const after = await running.type('npx colorteller lab check');
  expect(after, after.output).toMatchObject({ exitCode: 0 });
});
