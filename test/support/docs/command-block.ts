import { fencesOf, type Fence } from './markdown.ts';

/** What a reader does next. */
export type Step = CommandBlock | FileBlock;

/** A fenced `sh` block: what a reader types. */
export interface CommandBlock {
  kind: 'commands';
  /** Of its first line in the document, from 1. */
  line: number;
  text: string;
  run: RunMark;
  /** Lines that its output has, as the `text` block after it shows them; empty where it shows none. */
  shows: string[];
}

/** A block that a reader saves: `<!-- run: into FILE -->`. Of a workspace file it is a part. */
export interface FileBlock {
  kind: 'file';
  line: number;
  text: string;
  file: string;
}

/** Where and how a block is run. */
export type RunMark =
  | {
      where: 'here';
      /** Status that it ends with. */
      exit: number;
      /** What runs in the foreground of other terminals is stopped by Ctrl-C first. */
      isAfterInterrupt: boolean;
    }
  /** Run by a file of the house instead. */
  | { where: 'elsewhere'; file: string }
  /** Run by nobody: it needs what no test machine has. Its section says so to the reader. */
  | { where: 'nowhere'; reason: string };

/**
 * What a document has its reader do, in order. A comment right before a block says where it is run:
 * `<!-- run: exit 3 -->`, `<!-- run: after Ctrl-C -->`, `<!-- run: elsewhere FILE -->`, `<!-- run: nowhere: REASON -->`.
 */
export function stepsOf(markdown: string): Step[] {
  const fences = fencesOf(markdown);
  return fences.flatMap((fence, index): Step[] => {
    const { line, text, mark = '' } = fence;
    const file = /^into (\S+)$/.exec(mark)?.[1];
    if (file !== undefined) return [{ kind: 'file', line, text, file }];
    if (fence.language !== 'sh') {
      if (mark !== '') throw new Error(`line ${line}: "run: ${mark}" is for what is run`);
      return [];
    }
    return [
      { kind: 'commands', line, text, run: markOf(fence), shows: shownIn(fences[index + 1]) },
    ];
  });
}

/** The command blocks of a document, wherever they are run. */
export function commandBlocks(markdown: string): CommandBlock[] {
  return stepsOf(markdown).filter((step) => step.kind === 'commands');
}

function markOf({ mark, line }: Fence): RunMark {
  const here = { where: 'here', exit: 0, isAfterInterrupt: false } as const;
  if (mark === undefined) return here;
  if (mark === 'after Ctrl-C') return { ...here, isAfterInterrupt: true };
  const exit = /^exit (\d+)$/.exec(mark)?.[1];
  if (exit !== undefined) return { ...here, exit: Number(exit) };
  const file = /^elsewhere (\S+)$/.exec(mark)?.[1];
  if (file !== undefined) return { where: 'elsewhere', file };
  const reason = /^nowhere: (.+)$/.exec(mark)?.[1];
  if (reason !== undefined) return { where: 'nowhere', reason };
  throw new Error(`line ${line}: "run: ${mark}" means nothing`);
}

function shownIn(next: Fence | undefined): string[] {
  if (next?.language !== 'text') return [];
  return next.text.split('\n').filter((line) => line.trim() !== '');
}

/** The first line that an output does not have: spaces count as one, `…` stands for anything. */
export function missingLine(output: string, shows: readonly string[]): string | undefined {
  const squeeze = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  const flat = squeeze(output);
  return shows.find((line) => {
    const parts = squeeze(line)
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return !new RegExp(parts.join('.*')).test(flat);
  });
}

/** What is wrong with a block, where it is, and what it printed. */
export function blockFailure({ line, text }: CommandBlock, what: string, output: string): Error {
  return new Error(`the block of line ${line} ${what}:\n${text}\n--- it printed:\n${output}`);
}
