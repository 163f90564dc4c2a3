import type {
  Slide as SlideOf,
  SlidePart,
} from '../../../scripts/teaching/workshop/workshop-view.ts';
import { Markdown } from './Markdown.tsx';
import { showsOutput } from './workshop-store.ts';

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
