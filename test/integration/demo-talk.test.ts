import { expect, it } from 'vitest';
import { runCli } from '../../scripts/cli/run-cli.ts';
import { walkthroughSteps } from '../../scripts/teaching/demo/steps.ts';
import { capturedContext } from '../support/captured-context.ts';
import { EMBEDDED } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import { createTerminal } from '../support/terminal.ts';

/** A screen while the demo waits for Enter, with the colours that the regions themselves answer then. */
interface Beat {
  does: string;
  rows: string[];
  colors: (string | undefined)[];
}

const colorAt = async (url: string) => {
  const answer = await fetch(url, { headers: { accept: 'application/json' } }).catch(() => null);
  return answer === null ? undefined : ((await answer.json()) as { color?: string }).color;
};

it('is a talk on a terminal of 80 columns and 24 rows, which waits for its speaker', async () => {
  const terminal = createTerminal(80, 24);
  const { stdout, stdin } = terminal;
  const { context, err } = capturedContext(process.env);
  const demo = runCli(['demo', '--port', '0', ...EMBEDDED], { ...context, stdout, stdin });
  const beats: Beat[] = [];
  while (beats.at(-1)?.does !== 'or Ctrl-C removes the regions') {
    const does = await eventually('the next prompt', () => {
      const prompts = terminal.history().filter((line) => line.includes('⏎'));
      return prompts[beats.length]?.replace(/.*⏎ Enter:? /, '');
    });
    const urls = terminal
      .history()
      .flatMap((line) => /^ {2}us-\S+ +(http:\S+)$/.exec(line)?.[1] ?? []);
    const colors = await Promise.all(urls.map(colorAt));
    beats.push({ does, rows: terminal.screen(), colors });
    terminal.press('Enter');
  }
  expect([await demo, err()]).toEqual([0, '']);

  expect(beats.map(({ does }) => does)).toEqual([
    'read it',
    'read the pipeline',
    'ask the regions',
    'commit purple',
    'approve phase us-west1',
    'approve phase us-central1',
    'or Ctrl-C removes the regions',
  ]);
  expect(beats.slice(3).map(({ colors }) => colors)).toEqual([
    ['blue', 'blue'],
    ['blue', 'blue'],
    ['purple', 'blue'],
    ['purple', 'purple'],
  ]);
  const stories = walkthroughSteps().map(({ story }, index) => `${index + 1} of 7 ${story}`);
  const shown = beats.map(({ rows }) => rows.join(' ').replaceAll(/ +/g, ' '));
  // What a speaker points at is on the screen while it waits, and no word is broken.
  const needed = [0, 1, 2, 3, 3, 5, 6].map((step) => stories[step] ?? '');
  expect(shown.filter((screen, index) => !screen.includes(needed[index] ?? '?'))).toEqual([]);
  expect(shown[4]).toContain('us-west1 ■ blue us-central1 ■ blue Nothing has changed');
  expect(shown[5]).toContain('us-west1 ■ purple us-central1 ■ blue');
  const end = beats.at(-1)?.rows.join('\n') ?? '';
  expect(end).toMatch(
    /us-west1 ■ purple {3}us-central1 ■ purple[^]*\n {2}export COLORTELLER_WORKSPACE=\S+\n {2}npx colorteller status --watch\n/,
  );
  expect(end).toMatch(
    /page: +http:\/\/127\.0\.0\.1:\d+\/p\/[\w-]{9}\n.*npx colorteller lab start 1/,
  );
  // Nothing is said twice, but the colours that have not changed.
  const sentences = terminal.history().filter((line) => line.length > 20 && !line.includes('■'));
  expect(sentences.filter((line, at) => sentences.indexOf(line) !== at)).toEqual([]);
});
