import { guideInvalid, readBlocks, rawText, type Block } from './guide-blocks.ts';

/** The README of a lab, as far as it is shown and run. */
export interface Guide {
  /** Two digits, as in the folder's name. */
  number: string;
  title: string;
  goal: string;
  /** How long it takes. */
  minutes: number;
  /** What one has learned afterwards. */
  learn: string[];
  /** Markdown. */
  story: string;
  steps: GuideStep[];
  /** Markdown, from a nudge to nearly all of it. */
  hints: string[];
  /** Markdown: what happened, explained afterwards. */
  explanation: string;
}

export interface GuideStep {
  title: string;
  parts: GuidePart[];
}

/**
 * `text`: Markdown; `command`: what to type; `output`: whole lines of what the last commands print at 80 columns, `…` for anything;
 * `code`: anything else that is shown.
 */
export interface GuidePart {
  kind: 'text' | 'command' | 'output' | 'code';
  text: string;
}

const SECTIONS = ['Steps', 'Hints', 'Explanation'];

/** Section, or head of the file before the first one. */
interface Section {
  title: string;
  line: number;
  blocks: Block[];
}

/**
 * Reads the README of a lab.
 * @param file how its author knows it, for messages.
 * @throws AppError BAD_INPUT naming file, line and what to write there.
 */
export function parseGuide(text: string, file: string): Guide {
  const [head, ...sections] = splitAt(/^## (.*)$/, readBlocks(text, file));
  const titles = sections.map(({ title }) => title);
  const wrong = SECTIONS.findIndex((title, index) => titles[index] !== title);
  if (wrong >= 0 || sections.length > SECTIONS.length) {
    const { line } = sections[wrong] ?? sections.at(-1) ?? { line: 1 };
    throw guideInvalid(file, line, `the sections are ${titles.join(', ') || 'none'}`, {
      fix: `Write exactly ${SECTIONS.map((title) => `## ${title}`).join(', ')}, in this order.`,
    });
  }
  const [steps, hints, explanation] = sections as [Section, Section, Section];
  return {
    ...readHead(head, file),
    steps: readSteps(steps, file),
    hints: readFolded(hints, file),
    explanation: readFolded(explanation, file).join('\n\n'),
  };
}

function readHead(head: Section, file: string) {
  const lines = head.blocks.filter(({ text }) => text !== '');
  const [first, ...rest] = lines;
  const heading = /^# Lab (\d\d): (.+)$/.exec(first?.text ?? '');
  if (heading === null) {
    throw guideInvalid(file, first?.line ?? 1, 'it does not begin with the title of a lab', {
      fix: 'Write for example: # Lab 01: First purple region',
    });
  }
  const [, number = '', title = ''] = heading;
  const [goal, minutes, learn] = ['Goal', 'Minutes', 'You will learn'].map((name) =>
    takeBullet(name, rest, first?.line ?? 1, file),
  ) as [string, string, string];
  if (!/^[1-9]\d{0,2}$/.test(minutes)) {
    const { line } = lines.find(({ text }) => text.includes('**Minutes:**')) ?? head;
    throw guideInvalid(file, line, `"${minutes}" is not a number of minutes`, {
      fix: 'Write for example: - **Minutes:** 10',
    });
  }
  const story = rawText(head.blocks.filter((block) => rest.includes(block) || block.text === ''));
  if (story === '') {
    throw guideInvalid(file, head.line, 'there is no story before ## Steps', {
      fix: 'Describe in two to four sentences what the attendee finds.',
    });
  }
  return { number, title, goal, minutes: Number(minutes), learn: learn.split('; '), story };
}

/** Takes `- **Name:** text` off the front of the lines, with the lines that continue it. */
function takeBullet(name: string, lines: Block[], before: number, file: string): string {
  const first = lines.shift();
  const begin = `- **${name}:** `;
  if (first?.text.startsWith(begin) !== true) {
    throw guideInvalid(file, first?.line ?? before + 1, `"${name}" is missing`, {
      fix: `After the title come - **Goal:**, - **Minutes:** and - **You will learn:**; write here: ${begin}…`,
    });
  }
  let text = first.text.slice(begin.length);
  while (lines[0]?.text.startsWith('  ') === true) text += ` ${lines.shift()?.text.trim() ?? ''}`;
  return text;
}

function readSteps(section: Section, file: string): GuideStep[] {
  const [before, ...steps] = splitAt(/^### (.*)$/, section.blocks);
  if (rawText(before.blocks) !== '' || steps.length === 0) {
    throw guideInvalid(file, section.line, '## Steps does not begin with a step', {
      fix: 'Write ### 1. and what it is about right below.',
    });
  }
  return steps.map(({ title, line, blocks }, index) => {
    const number = `${index + 1}. `;
    if (!title.startsWith(number) || title === number) {
      throw guideInvalid(file, line, `the step is called "${title}"`, {
        fix: `Write: ### ${number}and what it is about`,
      });
    }
    const parts = readParts(blocks, file);
    if (!parts.some(({ kind }) => kind === 'command')) {
      throw guideInvalid(file, line, 'the step has nothing to type', {
        fix: 'Give it a block of ```sh with the commands.',
      });
    }
    return { title: title.slice(number.length), parts };
  });
}

const KINDS: Readonly<Record<string, GuidePart['kind']>> = { sh: 'command', text: 'output' };

function readParts(blocks: readonly Block[], file: string): GuidePart[] {
  const parts: GuidePart[] = [];
  let paragraph: Block[] = [];
  const endParagraph = () => {
    const text = rawText(paragraph);
    if (text !== '') parts.push({ kind: 'text', text });
    paragraph = [];
  };
  for (const block of blocks) {
    if (block.language === null) {
      paragraph.push(block);
      continue;
    }
    endParagraph();
    const kind = KINDS[block.language] ?? 'code';
    if (kind === 'output' && !parts.some((part) => part.kind === 'command')) {
      throw guideInvalid(file, block.line, 'an output comes before anything was typed', {
        fix: 'Put the ```sh block whose output it is before it, in the same step.',
      });
    }
    parts.push({ kind, text: block.text });
  }
  endParagraph();
  return parts;
}

const FIRST_OF_FOLDED = /^<details><summary>(.+)<\/summary>$/;

/** The insides of `<details>`, one after the other. */
function readFolded(section: Section, file: string): string[] {
  const [before, ...folded] = splitAt(FIRST_OF_FOLDED, section.blocks);
  if (rawText(before.blocks) !== '' || folded.length === 0) {
    throw guideInvalid(file, section.line, `## ${section.title} is not folded`, {
      fix: 'Write <details><summary>Hint 1</summary>, an empty line, the text, an empty line, and </details>.',
    });
  }
  return folded.map(({ title, line, blocks }) => {
    const end = blocks.findIndex(({ text }) => text === '</details>');
    const text = rawText(blocks.slice(0, Math.max(0, end)));
    if (text === '' || rawText(blocks.slice(end + 1)) !== '') {
      throw guideInvalid(file, line, `"${title}" is empty, not closed, or has text after it`, {
        fix: 'Put all of the text between <details> and a line </details>.',
      });
    }
    return text;
  });
}

/** What stands before the first line that matches, then what each of those lines begins. */
function splitAt(heading: RegExp, blocks: readonly Block[]): [Section, ...Section[]] {
  const sections: [Section, ...Section[]] = [{ title: '', line: 1, blocks: [] }];
  for (const block of blocks) {
    const title = block.language === null ? heading.exec(block.text)?.[1] : undefined;
    if (title === undefined) sections.at(-1)?.blocks.push(block);
    else sections.push({ title, line: block.line, blocks: [] });
  }
  return sections;
}
