import type { Recording, Written } from './asciicast.ts';

/** Between two lines, so that an eye can follow; and at most, so that it need not wait. */
const LINE_SECONDS = { least: 0.3, most: 1.2 };
/** Before a line that begins a step, for reading the one before. */
const STEP_SECONDS = { least: 2.2, most: 3 };
const STEP = /Step \d+ of \d+/;

/** The recording at the pace of a reader: what took long is shortened, what was too quick to be read is given time. */
export function pace(recording: Recording): Recording {
  const paced: Written[] = [];
  let shown = 0;
  let before = 0;
  for (const { at, text } of recording.written) {
    if (paced.length > 0 && text.trim() !== '') {
      const { least, most } = STEP.test(text) ? STEP_SECONDS : LINE_SECONDS;
      shown += Math.min(most, Math.max(least, at - before));
    }
    before = at;
    paced.push({ at: Math.round(shown * 1000) / 1000, text });
  }
  return { ...recording, written: paced };
}
