import {
  joinCommand,
  type AttendeeStatus,
  type AttendeeView,
  type WorkshopView,
} from '../../../scripts/teaching/workshop/workshop-view.ts';
import { StatusBadge } from '../parts/StatusBadge.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import type { StatusStyle } from '../parts/phase-words.ts';
import { agoText } from './ago-text.ts';

const STYLES: Readonly<Record<AttendeeStatus, StatusStyle>> = {
  working: { words: 'Working', glyph: '●', tone: 'live' },
  stuck: { words: 'Stuck', glyph: '◐', tone: 'waiting' },
  done: { words: 'Done', glyph: '✓', tone: 'done' },
  away: { words: 'No reports', glyph: '✕', tone: 'failed' },
};

/** The progress of all attendees; those who may need help come first. */
export function Attendees({ view: { attendees, join, labs } }: { view: WorkshopView }) {
  return (
    <section class="attendees" aria-label="Attendees" tabIndex={0}>
      <p class="attendees__join">
        Join with <code>{joinCommand(join)}</code>
      </p>
      {attendees.length === 0 ? (
        <p class="muted">No attendee reports yet.</p>
      ) : (
        <table class="attendees__table">
          <thead>
            <tr>
              {['Name', 'Lab', 'Goals', 'Regions', 'Status', 'Last report'].map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...attendees].sort(byNeed).map((attendee) => (
              <Row
                key={attendee.id}
                attendee={attendee}
                number={labs.find(({ name }) => name === attendee.lab)?.number ?? attendee.lab}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ attendee, number }: { attendee: AttendeeView; number: string }) {
  const { goals, next, regions, release, status, stillForMs, seenAtMs } = attendee;
  const still = status === 'stuck' ? ` for ${agoText(stillForMs)}` : '';
  return (
    <tr>
      <th scope="row">{attendee.attendee}</th>
      <td>{number}</td>
      <td class="numbers">
        {goals.done} of {goals.of}
      </td>
      <td>
        {regions.map(({ name, color }) => (
          <span class="attendees__region" key={name}>
            {name} <Swatch color={color} />
          </span>
        ))}
      </td>
      <td>
        <StatusBadge style={{ ...STYLES[status], words: `${STYLES[status].words}${still}` }} />
        {next !== null && <div class="muted">not yet: {next}</div>}
        {release !== null && (
          <div class="muted">release: {release.toLowerCase().replaceAll('_', ' ')}</div>
        )}
      </td>
      <td class="numbers">{agoText(Date.now() - seenAtMs)} ago</td>
    </tr>
  );
}

const NEED: readonly AttendeeStatus[] = ['stuck', 'away', 'working', 'done'];

function byNeed(one: AttendeeView, other: AttendeeView): number {
  return NEED.indexOf(one.status) - NEED.indexOf(other.status) || one.id - other.id;
}
