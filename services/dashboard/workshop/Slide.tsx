import type {
  Slide as SlideOf,
  SlidePart,
} from '../../../scripts/teaching/workshop/workshop-view.ts';
import { showsOutput } from './workshop-store.ts';
import { readMarkdown, type Inline } from '../../../scripts/cli/render/read-markdown.ts';

/** One slide in large type; screen readers read a change aloud. */
export function Slide({ slide }: { slide: SlideOf }) {
  return (
    <article class="slide" aria-live="polite" tabIndex={0} aria-label={slide.title}>
      <p class="slide__place">{slide.place}</p>
      <h1 class="slide__title">{slide.title}</h1>
      {slide.parts.map((part) => (
        <Part part={part} />
      ))}
    </article>
  );
}

function Part({ part: { kind, text } }: { part: SlidePart }) {
  if (kind === 'text') return <Markdown text={text} />;
  if (kind === 'code') return <pre class="slide__code">{text}</pre>;
  if (kind === 'command') return <pre class="slide__command">{text}</pre>;
  return (
    <details class="slide__output" open={showsOutput.value}>
      <summary
        onClick={(event) => {
          event.preventDefault();
          showsOutput.value = !showsOutput.value;
        }}
      >
        What you see <kbd>e</kbd>
      </summary>
      <pre class="slide__code">{text}</pre>
    </details>
  );
}

/** Markdown as elements; HTML in it stays text. */
function Markdown({ text }: { text: string }) {
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
