import { emitKeypressEvents } from 'node:readline';
import { ReadStream } from 'node:tty';

/** What the presenter does by a key in the terminal. */
export type TerminalKey = 'next' | 'previous' | 'run' | 'next-lab' | 'previous-lab' | 'interrupt';

interface Keypress {
  name?: string | undefined;
  sequence?: string | undefined;
  ctrl?: boolean | undefined;
}

const KEYS: Readonly<Record<string, TerminalKey>> = {
  right: 'next',
  space: 'next',
  pagedown: 'next',
  n: 'next',
  left: 'previous',
  pageup: 'previous',
  p: 'previous',
  r: 'run',
  '>': 'next-lab',
  '<': 'previous-lab',
};

/** Undefined for a key that means nothing. */
export function terminalKey({ name, sequence, ctrl }: Keypress): TerminalKey | undefined {
  if (ctrl === true) return name === 'c' ? 'interrupt' : undefined;
  return [name, sequence].flatMap((key) =>
    key !== undefined && Object.hasOwn(KEYS, key) ? [KEYS[key]] : [],
  )[0];
}

/** Listens to single keys where a person sits at the input; a terminal is as before once the returned function is called. */
export function listenToTerminal(
  input: NodeJS.ReadableStream,
  onKey: (key: TerminalKey) => void,
): () => void {
  if (!(input instanceof ReadStream)) return () => undefined;
  const onPress = (_text: string | undefined, press: Keypress) => {
    const key = terminalKey(press);
    if (key !== undefined) onKey(key);
  };
  emitKeypressEvents(input);
  input.on('keypress', onPress);
  input.setRawMode(true);
  input.resume();
  return () => {
    input.off('keypress', onPress);
    input.setRawMode(false);
    input.pause();
  };
}
