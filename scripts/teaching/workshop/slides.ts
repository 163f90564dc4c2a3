import type { Guide } from '../labs/guide.ts';
import type { Slide } from './workshop-view.ts';

/** A lab for the projector: what it is about, its steps, and how it ends. */
export function slidesOf(guide: Guide): Slide[] {
  const { number, title, goal, minutes, learn, story, steps, explanation } = guide;
  const lab = `Lab ${number}`;
  return [
    {
      place: `${lab} · ${minutes} min`,
      title,
      parts: [
        { kind: 'text', text: `**Goal:** ${goal}` },
        { kind: 'text', text: story },
        { kind: 'text', text: learn.map((line) => `- ${line}`).join('\n') },
        { kind: 'command', text: `npx colorteller lab start ${number}` },
      ],
    },
    ...steps.map((step, index) => ({
      place: `${lab} · step ${index + 1} of ${steps.length}`,
      ...step,
    })),
    {
      place: `${lab} · the end`,
      title: 'Is it so?',
      parts: [
        { kind: 'command', text: `npx colorteller lab check ${number}` },
        { kind: 'text', text: explanation },
      ],
    },
  ];
}
