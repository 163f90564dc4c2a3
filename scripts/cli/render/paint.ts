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
