import { readMarkdown, type Inline } from './read-markdown.ts';

/** Markdown as elements; HTML in it stays text. */
export function Markdown({ text }: { text: string }) {
  return (
    <>
      {readMarkdown(text).map((block) => {
        if (block.kind === 'code') return <pre class="slide__code">{block.text}</pre>;
        if (block.kind === 'paragraph') return <p>{block.inlines.map(inline)}</p>;
        const items = block.items.map((item) => <li>{item.map(inline)}</li>);
        return block.isOrdered ? (
          <ol class="slide__list slide__list--ordered">{items}</ol>
        ) : (
          <ul class="slide__list">{items}</ul>
        );
      })}
    </>
  );
}

function inline({ kind, text }: Inline) {
  if (kind === 'code') return <code>{text}</code>;
  if (kind === 'strong') return <strong>{text}</strong>;
  return kind === 'em' ? <em>{text}</em> : text;
}
