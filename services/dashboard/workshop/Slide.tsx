import type {
  Slide as SlideOf,
  SlidePart,
  Typed,
} from '../../../scripts/teaching/workshop/workshop-view.ts';
import { useEffect, useRef } from 'preact/hooks';
import { run, showsOutput } from './workshop-store.ts';
import { readMarkdown, type Inline } from '../../../scripts/cli/render/read-markdown.ts';

interface SlideProps {
  slide: SlideOf;
  typed: readonly Typed[];
  /** The lab runs, and with it its commands. */
  isReady: boolean;
}

/** One slide in large type; screen readers read a change aloud. */
export function Slide({ slide, typed, isReady }: SlideProps) {
  const next = isReady ? slide.runs[typed.length] : undefined;
  return (
    <article class="slide" aria-live="polite" tabIndex={0} aria-label={slide.title}>
      <p class="slide__place">{slide.place}</p>
      <h1 class="slide__title">{slide.title}</h1>
      {slide.parts.map((part) => (
        <Part part={part} />
      ))}
      {(typed.length > 0 || next !== undefined) && <Terminal typed={typed} next={next} />}
    </article>
  );
}

/** What the presenter's machine ran, as a terminal shows it, and what it runs next. */
function Terminal({ typed, next }: { typed: readonly Typed[]; next: string | undefined }) {
  const end = useRef<HTMLParagraphElement>(null);
  const shown = typed.map(({ exitCode }) => exitCode).join();
  useEffect(() => {
    if (shown !== '') end.current?.scrollIntoView({ block: 'end' });
  }, [shown]);
  return (
    <section class="slide__terminal" aria-label="Terminal">
      {typed.map(({ command, output, exitCode }) => (
        <pre class="slide__typed">
          <b>$ {command}</b>
          {`\n${exitCode === null ? '…' : output.trimEnd()}`}
        </pre>
      ))}
      <p class="slide__next" ref={end}>
        {next !== undefined && (
          <button type="button" class="button button--small" onClick={run}>
            Run <code>{next}</code> <kbd>r</kbd>
          </button>
        )}
      </p>
    </section>
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
