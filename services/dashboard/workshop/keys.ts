import { beside, run, showBeside, showsOutput, turn } from './workshop-store.ts';

/** What a key does; those of a clicker are PageDown and PageUp. */
const KEYS: Readonly<Record<string, () => void>> = {
  ArrowRight: () => turn(1),
  PageDown: () => turn(1),
  ' ': () => turn(1),
  ArrowLeft: () => turn(-1),
  PageUp: () => turn(-1),
  r: () => run(),
  Enter: () => run(),
  e: () => (showsOutput.value = !showsOutput.value),
  a: () => showBeside(beside.value === 'attendees' ? 'dashboard' : 'attendees'),
  s: () => showBeside(beside.value === 'nothing' ? 'dashboard' : 'nothing'),
  j: () => showBeside(beside.value === 'join' ? 'dashboard' : 'join'),
};

/** Space presses a focused button and letters choose in a focused list, so those come first. */
const OWN_KEYS: readonly [string, RegExp][] = [
  ['button, summary, a', /^( |Enter)$/],
  ['select, input, textarea', /./],
];

export function listenToKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    const isTaken = OWN_KEYS.some(([what, keys]) => target.matches(what) && keys.test(event.key));
    const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
    if (isTaken || act === undefined) return;
    event.preventDefault();
    act();
  });
}
