import { styleText } from 'node:util';

type Style = Extract<Parameters<typeof styleText>[0], string>;

/**
 * How a stream shows text. Styles are plain where the stream is no terminal, or NO_COLOR is set. One style a call: given
 * a list, Node 20 does not look at the stream.
 */
export interface Paint {
  (style: Style, text: string): string;
  /** Width of the terminal, or what COLUMNS says instead of one; undefined without either, so that piped lines stay whole. */
  readonly columns?: number | undefined;
}

export function paintFor(stream: NodeJS.WritableStream): Paint {
  const paint: Paint = (style, text) => styleText(style, text, { stream, validateStream: true });
  return Object.defineProperty(paint, 'columns', { get: () => columnsOf(stream) });
}

/** Read at each use: a terminal can be resized. */
function columnsOf(stream: NodeJS.WritableStream): number | undefined {
  const { isTTY, columns } = stream as Partial<NodeJS.WriteStream>;
  const width = isTTY === true ? columns : Number(process.env['COLUMNS'] ?? 0);
  return width !== undefined && width > 0 ? width : undefined;
}
