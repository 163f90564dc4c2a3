/** A fenced block of a document. */
export interface Fence {
  /** Of its first line in the document, from 1. */
  line: number;
  /** '' where it says none. */
  language: string;
  text: string;
  /** What the comment `<!-- run: … -->` right before it says; undefined without one. */
  mark: string | undefined;
}

const FENCE = /^(`{3,})(\S*)[ \t]*$/;
const MARK = /^<!-- run: (.+) -->$/;

/** The fenced blocks of a document, in order. */
export function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = [];
  let open: { fence: Fence; ticks: string; lines: string[] } | undefined;
  let mark: string | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open !== undefined) {
      if (line.trimEnd() === open.ticks) {
        fences.push({ ...open.fence, text: open.lines.join('\n') });
        open = undefined;
      } else {
        open.lines.push(line);
      }
      continue;
    }
    const [, ticks, language = ''] = FENCE.exec(line) ?? [];
    if (ticks !== undefined) {
      open = { fence: { line: index + 2, language, text: '', mark }, ticks, lines: [] };
      mark = undefined;
    } else if (line.trim() !== '') {
      mark = MARK.exec(line)?.[1];
    }
  }
  if (open !== undefined) throw new Error(`the block of line ${open.fence.line} has no end`);
  return fences;
}

/** A document without its fenced blocks: what a person reads as text. */
export function proseOf(markdown: string): string {
  return markdown.replaceAll(/^(`{3,})[^\n]*\n[^]*?^\1[ \t]*$/gm, '');
}

/** The anchors that links into a document may name, as GitHub makes them of its headings. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(markdown).matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    let anchor = words;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${words}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}
