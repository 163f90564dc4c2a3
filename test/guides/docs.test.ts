import { expect, it } from 'vitest';
import { stepsOf } from '../support/docs/command-block.ts';
import { readDocuments } from '../support/docs/documents.ts';
import { openTerminals } from '../support/docs/terminals.ts';

/** Labs start from a state of their own: `test/guides/labs-guides.test.ts` runs their commands. */
const OF_LABS = /^scripts\/teaching\/labs\//;
const TIMEOUT_MS = 300_000;

const documents = (await readDocuments())
  .filter(({ file }) => !OF_LABS.test(file))
  .map(({ file, text }) => ({ file, steps: stepsOf(text) }))
  .filter(({ steps }) =>
    steps.some((step) => step.kind === 'commands' && step.run.where === 'here'),
  );

it.each(documents)(
  'the commands of $file do what it says',
  { timeout: TIMEOUT_MS },
  async ({ steps }) => {
    await using terminals = await openTerminals();
    for (const step of steps) await terminals.follow(step);
  },
);

it('there are documents to run', () => {
  expect(documents.map(({ file }) => file)).toContain('README.md');
});
