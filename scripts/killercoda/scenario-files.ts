import type { Guide, GuidePart, GuideStep } from '../labs/guide.ts';
import type { Lab } from '../labs/catalog.ts';
import type { Scenario, Structure } from './scenario-schema.ts';
import { setupScript, verifyScript, waitScript } from './scenario-scripts.ts';

/** A file to be written, by its path below the folder of the export. */
export interface ExportedFile {
  path: string;
  text: string;
  isExecutable: boolean;
}

/** Folder of the course: a repository may hold others beside it. */
const COURSE = 'colorteller';

/** The labs as a course for Killercoda. @param packageName what its machines install, checked */
export function courseFiles(labs: readonly Lab[], packageName: string): ExportedFile[] {
  const root: Structure = { items: [{ path: COURSE }] };
  const course: Structure = {
    title: 'ColorTeller',
    description: 'Continuous promotion for infrastructure: labs that check themselves.',
    items: labs.map(({ name, guide }) => ({ path: name, title: titleOf(guide) })),
  };
  return [
    json('structure.json', root),
    json(`${COURSE}/structure.json`, course),
    ...labs.flatMap((lab) =>
      scenarioFiles(lab.guide, packageName).map((file) => ({
        ...file,
        path: `${COURSE}/${lab.name}/${file.path}`,
      })),
    ),
  ];
}

function scenarioFiles(guide: Guide, packageName: string): ExportedFile[] {
  const { number, goal, steps } = guide;
  const last = steps.length - 1;
  const index: Scenario = {
    title: titleOf(guide),
    description: goal,
    details: {
      intro: { text: 'intro.md', background: 'setup.sh', foreground: 'wait.sh' },
      steps: steps.map(({ title }, at) => ({
        title,
        text: `step${at + 1}.md`,
        // The goals of a lab are what is so at its end.
        ...(at === last && { verify: 'verify.sh' }),
      })),
      finish: { text: 'finish.md' },
    },
    backend: { imageid: 'ubuntu' },
  };
  return [
    json('index.json', index),
    text('intro.md', introText(guide)),
    ...steps.map((step, at) =>
      text(`step${at + 1}.md`, at === last ? lastStepText(step, guide) : stepText(step)),
    ),
    text('finish.md', guide.explanation),
    script('setup.sh', setupScript(number, packageName)),
    script('wait.sh', waitScript()),
    script('verify.sh', verifyScript(number)),
  ];
}

function titleOf({ number, title }: Guide): string {
  return `Lab ${number}: ${title}`;
}

function introText({ goal, minutes, learn, story, number }: Guide): string {
  return [
    story,
    `**Goal:** ${goal}`,
    `**Minutes:** ${minutes}`,
    `You will learn:\n\n${learn.map((line) => `- ${line}`).join('\n')}`,
    `While you read, ColorTeller is installed and \`npx colorteller lab start ${number}\` runs. There is no page here: the terminal shows all of it.`,
  ].join('\n\n');
}

function stepText({ parts }: GuideStep): string {
  return parts.map(partText).join('\n\n');
}

/** The hints are at hand where it is checked. */
function lastStepText(step: GuideStep, { hints, number }: Guide): string {
  return [
    stepText(step),
    `**Check** looks whether the goal is reached. What is not yet so, and where to look, tells:`,
    partText({ kind: 'command', text: `npx colorteller lab check ${number}` }),
    ...hints.map((hint, at) => folded(`Hint ${at + 1}`, hint)),
  ].join('\n\n');
}

function folded(summary: string, inside: string): string {
  return `<details><summary>${summary}</summary>\n\n${inside}\n\n</details>`;
}

/** What is typed runs by a click. */
function partText({ kind, text: inside }: GuidePart): string {
  if (kind === 'text') return inside;
  return kind === 'command' ? fenced('plain', inside, '{{exec}}') : fenced('text', inside, '');
}

function fenced(language: string, inside: string, action: string): string {
  return `\`\`\`${language}\n${inside}\n\`\`\`${action}`;
}

function json(path: string, value: Scenario | Structure): ExportedFile {
  return text(path, JSON.stringify(value, null, 2));
}

function text(path: string, inside: string): ExportedFile {
  return { path, text: `${inside.trimEnd()}\n`, isExecutable: false };
}

function script(path: string, inside: string): ExportedFile {
  return { path, text: inside, isExecutable: true };
}
