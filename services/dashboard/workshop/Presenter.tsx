import type { WorkshopView } from '../../../scripts/teaching/workshop/workshop-view.ts';
import { Icon } from '../parts/Icon.tsx';
import { sendTheme, ThemeToggle } from '../parts/ThemeToggle.tsx';
import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Attendees } from './Attendees.tsx';
import { JoinCard } from './JoinCard.tsx';
import { Slide } from './Slide.tsx';
import {
  begin,
  beside,
  isLost,
  showBeside,
  turn,
  workshop,
  type Beside,
} from './workshop-store.ts';

/** The projected page: a slide of the lab, and beside it the dashboard or the attendees. */
export function Presenter() {
  const view = workshop.value;
  const slide = view?.slides[view.slide];
  return (
    <>
      <Bar view={view} />
      {isLost.value && (
        <p class="presenter__problem tone-failed" role="alert">
          No answer. Is it running? Open the address that colorteller workshop prints.
        </p>
      )}
      {view?.problem != null && (
        <p class="presenter__problem tone-failed" role="alert">
          The lab failed to start: {view.problem}
        </p>
      )}
      <main class={`presenter presenter--${beside.value}`}>
        {slide !== undefined && view !== null && beside.value !== 'join' && (
          <Slide slide={slide} typed={view.typed} isReady={view.dashboard !== null} />
        )}
        {view !== null && <BesideSlide view={view} />}
      </main>
    </>
  );
}

function BesideSlide({ view }: { view: WorkshopView }) {
  if (beside.value === 'nothing') return null;
  if (beside.value === 'join') return <JoinCard join={view.join} />;
  if (beside.value === 'attendees') return <Attendees view={view} />;
  if (view.dashboard !== null) return <Dashboard url={view.dashboard} />;
  return <p class="presenter__dashboard muted">Starting the lab…</p>;
}

function Dashboard({ url }: { url: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const send = () => {
    if (frame.current !== null) sendTheme(frame.current);
  };
  useSignalEffect(send);
  return (
    <iframe ref={frame} class="presenter__dashboard" title="Dashboard" src={url} onLoad={send} />
  );
}

function Bar({ view }: { view: WorkshopView | null }) {
  const stuck = view?.attendees.filter(({ status }) => status === 'stuck').length ?? 0;
  const count = view?.attendees.length ?? 0;
  const people = `Attendees (${count}${stuck > 0 ? `, ${stuck} stuck` : ''})`;
  return (
    <header class="presenter__bar">
      {view !== null && (
        <select
          class="input presenter__labs"
          aria-label="Lab"
          value={view.lab}
          onChange={({ currentTarget }) => begin(currentTarget.value)}
        >
          {view.labs.map(({ name, number, title }) => (
            <option key={name} value={name}>{`${number} ${title}`}</option>
          ))}
        </select>
      )}
      <nav class="presenter__turn" aria-label="Slides">
        <button type="button" class="button" onClick={() => turn(-1)}>
          ← Previous
        </button>
        <span class="numbers">
          {view === null ? '' : `${view.slide + 1} / ${view.slides.length}`}
        </span>
        <button type="button" class="button button--primary" onClick={() => turn(1)}>
          Next →
        </button>
      </nav>
      <div class="presenter__choice" role="group" aria-label="Beside the slide">
        <Choice what="dashboard" words="Dashboard" />
        <Choice what="attendees" words={people} />
        <Choice what="nothing" words="Slide" />
        <Choice what="join" words="Join" />
      </div>
      {view?.dashboard != null && (
        <a class="button button--quiet" href={view.dashboard} target="_blank" rel="noreferrer">
          <Icon name="expand" /> In a tab
        </a>
      )}
      <ThemeToggle />
    </header>
  );
}

function Choice({ what, words }: { what: Beside; words: string }) {
  return (
    <button
      type="button"
      class="button button--small"
      aria-pressed={beside.value === what}
      onClick={() => showBeside(what)}
    >
      {words}
    </button>
  );
}
