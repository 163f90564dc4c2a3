import { expect, it } from 'vitest';
import { readLabs } from '../../scripts/teaching/labs/catalog.ts';
import { missingLines, startLab } from '../support/lab.ts';

const labs = await readLabs();

/** A lab is a handful of processes and a dozen commands; the machine may be busy with other suites. */
const DEADLINE_MS = 120_000;

it.each(labs)(
  'lab $name is passed by typing what its guide says, which shows what it says',
  async (lab) => {
    await using running = await startLab(lab);
    for (const { title, parts } of lab.guide.steps) {
      let output = '';
      for (const [index, { kind, text }] of parts.entries()) {
        if (kind === 'output') {
          const missing = missingLines(text, output);
          expect(missing, `${title} shows no ${missing.join(' | ')} in:\n${output}`).toEqual([]);
        }
        if (kind !== 'command') continue;
        const seen = await running.type(text);
        output = seen.output;
        const rest = parts.slice(index + 1);
        // A step that is meant to fail shows its error; every other has to work.
        if (!rest.some((part) => part.kind === 'output')) {
          expect(seen.exitCode, `${title}: ${text}\n${output}`).toBe(0);
        }
      }
    }
    const { exitCode, output } = await running.type('npx colorteller lab check');
    expect(exitCode, output).toBe(0);
  },
  DEADLINE_MS,
);
