import { lexer, type MarkedToken, type Token } from 'marked';

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
 * The Markdown of a guide as data for the terminal and the presenter's page. Of a link only its text stays. HTML, tables
 * and other blocks become paragraphs of their source text: no renderer has to escape anything.
 */
export function readMarkdown(markdown: string): MarkdownBlock[] {
  return markedTokens(lexer(markdown)).flatMap((token): MarkdownBlock[] => {
    if (token.type === 'space') return [];
    if (token.type === 'code') return [{ kind: 'code', text: token.text }];
    if (token.type !== 'list') return [{ kind: 'paragraph', inlines: inlinesOf([token]) }];
    const items = token.items.map((item) => inlinesOf(item.tokens));
    return [{ kind: 'list', isOrdered: token.ordered, items }];
  });
}

function inlinesOf(tokens: readonly Token[]): Inline[] {
  const inlines: Inline[] = [];
  for (const inline of markedTokens(tokens).flatMap(inlinesOfToken)) {
    const last = inlines.at(-1);
    if (last?.kind === 'text' && inline.kind === 'text') last.text += inline.text;
    else inlines.push(inline);
  }
  return inlines;
}

function inlinesOfToken(token: MarkedToken): Inline[] {
  if (token.type === 'codespan') return [{ kind: 'code', text: token.text }];
  if (token.type === 'strong' || token.type === 'em') {
    return [
      {
        kind: token.type,
        text: inlinesOf(token.tokens)
          .map(({ text }) => text)
          .join(''),
      },
    ];
  }
  if (token.type === 'paragraph' || token.type === 'link') return inlinesOf(token.tokens);
  if (token.type === 'text' && token.tokens) return inlinesOf(token.tokens);
  return [plain(token.type === 'text' || token.type === 'escape' ? token.text : token.raw)];
}

function plain(text: string): Inline {
  return { kind: 'text', text: text.replaceAll(/\s+/g, ' ') };
}

/** Only an extension of the lexer adds other tokens, and there is none. */
function markedTokens(tokens: readonly Token[]): MarkedToken[] {
  return tokens as MarkedToken[];
}
