import { styleText } from 'node:util';

type Style = Extract<Parameters<typeof styleText>[0], string>;

/**
 * Styles text for one stream: plain where the stream is no terminal, or NO_COLOR is set. One style a call: given a
 * list, Node 20 does not look at the stream.
 */
export type Paint = (style: Style, text: string) => string;

export function paintFor(stream: NodeJS.WritableStream): Paint {
  return (style, text) => styleText(style, text, { stream, validateStream: true });
}

/** The terminal's nearest to the colours that demos use; every other is told by its name alone. */
const NEAREST: Readonly<Record<string, Style>> = {
  blue: 'blue',
  purple: 'magenta',
  red: 'red',
  green: 'green',
  yellow: 'yellow',
  orange: 'yellow',
  black: 'black',
  white: 'white',
  gray: 'gray',
  cyan: 'cyan',
  pink: 'magentaBright',
};

/** A mark and the name of a colour: never the hue alone. */
export function colorChip(paint: Paint, color: string): string {
  const style = NEAREST[color.toLowerCase()];
  return style === undefined ? `■ ${color}` : paint('bold', paint(style, `■ ${color}`));
}
