import { AppError } from '../../../orchestrator/common/errors/app-error.ts';

/** A line of Markdown, or all that stands between two fences. */
export interface Block {
  /** Of its beginning, counted from 1. */
  line: number;
  /** What the fence names; null for a line. */
  language: string | null;
  text: string;
}

/**
 * Markdown as its lines, with what is fenced in one piece.
 * @throws AppError BAD_INPUT for a fence that names no language, is empty, or is not closed.
 */
export function readBlocks(text: string, file: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (open === undefined) {
      if (line.startsWith('```')) open = { line: index + 1, language: line.slice(3), lines: [] };
      else blocks.push({ line: index + 1, language: null, text: line });
      continue;
    }
    if (line !== '```') {
      open.lines.push(line);
      continue;
    }
    const inside = open.lines.join('\n');
    if (open.language === '' || inside.trim() === '') {
      throw guideInvalid(file, open.line, 'a block names no language, or is empty', {
        fix: 'Write ```sh for commands or ```text for expected output, and fill the block.',
      });
    }
    blocks.push({ line: open.line, language: open.language, text: inside });
    open = undefined;
  }
  if (open === undefined) return blocks;
  throw guideInvalid(file, open.line, 'a block is not closed', {
    fix: 'End it with a line of ``` and nothing else.',
  });
}

/** The Markdown that blocks were read from, without empty lines around it. */
export function rawText(blocks: readonly Block[]): string {
  return blocks
    .map(({ language, text }) => (language === null ? text : `\`\`\`${language}\n${text}\n\`\`\``))
    .join('\n')
    .replace(/^\n+|\s+$/g, '');
}

/** The error for a README that is not as labs are written. */
export function guideInvalid(
  file: string,
  line: number,
  problem: string,
  { fix }: { fix: string },
): AppError {
  return new AppError('BAD_INPUT', `${file}:${line}: ${problem}`, { action: fix });
}
