/** A piece of a line of Markdown. */
export interface Inline {
  kind: 'text' | 'code' | 'strong' | 'em';
  text: string;
}

/** A block of a guide. */
export type MarkdownBlock =
  | { kind: 'paragraph'; inlines: Inline[] }
  | { kind: 'list'; isOrdered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string };

/**
 * Reads the Markdown that guides of labs use: paragraphs, lists of one level, fenced code, and in a line `code`, **strong**
 * and *em*; of a link its words are left. Anything else, HTML too, is text.
 */
export function readMarkdown(text: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let lines: string[] = [];
  const endText = () => {
    blocks.push(...textBlocks(lines));
    lines = [];
  };
  let fenced: string[] | undefined;
  for (const line of text.split('\n')) {
    const isFence = line.startsWith('```');
    if (fenced !== undefined) {
      if (!isFence) {
        fenced.push(line);
        continue;
      }
      blocks.push({ kind: 'code', text: fenced.join('\n') });
      fenced = undefined;
    } else if (isFence) {
      endText();
      fenced = [];
    } else if (line.trim() === '') endText();
    else lines.push(line);
  }
  endText();
  if (fenced !== undefined) blocks.push({ kind: 'code', text: fenced.join('\n') });
  return blocks;
}

const ITEM = /^(?:([-*])|\d+\.) +(.*)$/;

/** Lines without an empty one between them: paragraphs and lists, which may follow each other. */
function textBlocks(lines: readonly string[]): MarkdownBlock[] {
  const blocks: (
    { kind: 'paragraph'; text: string } | { kind: 'list'; isOrdered: boolean; items: string[] }
  )[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    const [isItem, bullet, item = ''] = ITEM.exec(line) ?? [];
    const isOrdered = bullet === undefined;
    if (isItem !== undefined) {
      if (last?.kind === 'list' && last.isOrdered === isOrdered) last.items.push(item);
      else blocks.push({ kind: 'list', isOrdered, items: [item] });
    } else if (last?.kind === 'list' && line.startsWith(' ')) {
      last.items.push(`${last.items.pop() ?? ''} ${line.trim()}`);
    } else if (last?.kind === 'paragraph') last.text += ` ${line.trim()}`;
    else blocks.push({ kind: 'paragraph', text: line.trim() });
  }
  return blocks.map((block) =>
    block.kind === 'paragraph'
      ? { kind: 'paragraph', inlines: readInlines(block.text) }
      : { ...block, items: block.items.map(readInlines) },
  );
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\([^)]*\)/g;

function readInlines(text: string): Inline[] {
  const inlines: Inline[] = [];
  const add = (kind: Inline['kind'], piece: string) => {
    const last = inlines.at(-1);
    if (kind === 'text' && last?.kind === 'text') last.text += piece;
    else if (piece !== '') inlines.push({ kind, text: piece });
  };
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, em, link] = match;
    add('text', text.slice(end, match.index));
    if (code !== undefined) add('code', code);
    else if (strong !== undefined) add('strong', strong);
    else if (em !== undefined) add('em', em);
    else add('text', link ?? '');
    end = match.index + whole.length;
  }
  add('text', text.slice(end));
  return inlines;
}
