import { eventSentence } from '../../../scripts/render/render-event.ts';
import { records } from '../store/store.ts';

const plain = (_style: string, text: string) => text;

export function EventLog() {
  return (
    <ol>
      {records.value.toReversed().map(({ seq, event }) => (
        <li key={seq}>{eventSentence(plain, event)}</li>
      ))}
    </ol>
  );
}
