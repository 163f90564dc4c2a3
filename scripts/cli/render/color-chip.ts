import type { Paint } from './paint.ts';

/** The terminal's nearest to the colours that demos use; every other is shown by its name alone. */
const NEAREST = new Map<string, Parameters<Paint>[0]>(
  Object.entries({
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
  }),
);

/** A mark and the name of a colour: never the hue alone. */
export function colorChip(paint: Paint, color: string): string {
  const style = NEAREST.get(color.toLowerCase());
  return style === undefined ? `■ ${color}` : paint('bold', paint(style, `■ ${color}`));
}
