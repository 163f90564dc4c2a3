import { describe, expect, it } from 'vitest';
import type { Lab } from '../../../../../scripts/teaching/labs/catalog.ts';
import { createPresentation } from '../../../../../scripts/teaching/workshop/presentation.ts';

const lab = (number: string): Lab => ({
  name: `${number}-lab`,
  readme: '',
  guide: {
    number,
    title: `Title ${number}`,
    goal: 'Turn it purple.',
    minutes: 10,
    learn: ['this', 'that'],
    story: 'A story.',
    steps: [
      {
        title: 'See',
        parts: [{ kind: 'command', text: 'npx colorteller status\nnpx colorteller events' }],
      },
      { title: 'Do', parts: [{ kind: 'text', text: 'words' }] },
    ],
    hints: [],
    explanation: 'What happened.',
  },
});

const LABS = [lab('01'), lab('02'), lab('03')] as const;

function presenting(failing: string[] = []) {
  const calls: string[] = [];
  const presentation = createPresentation({
    labs: LABS,
    first: LABS[0],
    start: async ({ name }, onPage) => {
      calls.push(`start ${name}`);
      await Promise.resolve();
      if (failing.includes(name)) throw new Error(`no ${name}`);
      onPage(`http://127.0.0.1/${name}`);
      return {
        stop: async () => {
          await Promise.resolve();
          calls.push(`stop ${name}`);
        },
      };
    },
    type: async (command) => {
      calls.push(command);
      await Promise.resolve();
      if (command.endsWith('events')) throw new Error('no events');
      return { exitCode: 0, output: `${'x'.repeat(30_000)}end` };
    },
  });
  return { presentation, calls };
}

describe('a presentation', () => {
  it('runs the commands of a step one by one, once its lab runs, and keeps what they printed', async () => {
    const { presentation, calls } = presenting();
    const typed = () =>
      presentation.view().typed.map(({ command, exitCode }) => [command, exitCode]);
    presentation.show(1);
    await presentation.run();
    expect(typed()).toEqual([]);
    await presentation.begin('01-lab');
    await presentation.run();
    expect(typed()).toEqual([]);
    presentation.show(1);
    const running = presentation.run();
    await presentation.run();
    expect(typed()).toEqual([['npx colorteller status', null]]);
    await running;
    expect(presentation.view().typed[0]?.output).toHaveLength(20_000);
    await presentation.run();
    await presentation.run();
    expect(typed()).toEqual([
      ['npx colorteller status', 0],
      ['npx colorteller events', 1],
    ]);
    expect(calls).toEqual(['start 01-lab', 'npx colorteller status', 'npx colorteller events']);
    presentation.show(2);
    expect(typed()).toEqual([]);
    presentation.show(1);
    expect(typed()).toHaveLength(2);
    await presentation.begin('01-lab');
    presentation.show(1);
    expect(typed()).toEqual([]);
  });

  it('goes through the slides of a lab: what it is about, its steps, its end', () => {
    const { presentation } = presenting();
    const { slides } = presentation.view();
    expect(slides.map(({ place, title }) => `${place}: ${title}`)).toEqual([
      'Lab 01 · 10 min: Title 01',
      'Lab 01 · step 1 of 2: See',
      'Lab 01 · step 2 of 2: Do',
      'Lab 01 · the end: Check the goals',
    ]);
    expect(slides.at(-1)?.parts[0]).toEqual({
      kind: 'command',
      text: 'npx colorteller lab check 01',
    });
    let changes = 0;
    const stop = presentation.onChange(() => changes++);
    presentation.show(2);
    expect(presentation.view().slide).toBe(2);
    presentation.show(99);
    expect(presentation.view().slide).toBe(3);
    stop();
    presentation.show(-1);
    expect(presentation.view().slide).toBe(0);
    expect(changes).toBe(2);
  });

  it('ends a lab before the next begins, and leaves out one that was only passed by', async () => {
    const { presentation, calls } = presenting();
    await presentation.begin('01-lab');
    expect(presentation.view().dashboard).toBe('http://127.0.0.1/01-lab');
    presentation.show(2);
    const passed = presentation.begin('02-lab');
    await presentation.begin('03-lab');
    await passed;
    expect(presentation.view()).toMatchObject({
      lab: '03-lab',
      slide: 0,
      dashboard: 'http://127.0.0.1/03-lab',
    });
    await presentation.begin('04-lab');
    await presentation.stop();
    await presentation.begin('01-lab');
    expect(calls).toEqual(['start 01-lab', 'stop 01-lab', 'start 03-lab', 'stop 03-lab']);
  });

  it('says why a lab does not run, and starts another all the same', async () => {
    const { presentation } = presenting(['01-lab']);
    await presentation.begin('01-lab');
    expect(presentation.view()).toMatchObject({ dashboard: null, problem: 'no 01-lab' });
    await presentation.begin('02-lab');
    expect(presentation.view()).toMatchObject({
      dashboard: 'http://127.0.0.1/02-lab',
      problem: null,
    });
  });
});
