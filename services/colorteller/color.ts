import { COLOR_NAMES } from './color-names.ts';

/** What {@link isCssColor} accepts, in words for a message. */
export const ALLOWED_COLORS =
  'a CSS colour name such as rebeccapurple, or #rgb, #rgba, #rrggbb, #rrggbbaa';

const HEX = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/**
 * True for a CSS named colour (in any case) or a hex colour. `transparent`, `currentcolor` and
 * functions are refused: a region must show a colour of its own.
 */
export function isCssColor(text: string): boolean {
  return COLOR_NAMES.has(text.toLowerCase()) || HEX.test(text);
}

/**
 * Whichever of black and white is easier to read on this colour, laid over white when it is
 * translucent; black for a text that is no colour.
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function readableTextColor(color: string): 'black' | 'white' {
  const luminance = relativeLuminance(opaqueChannels(color));
  const onWhiteText = 1.05 / (luminance + 0.05);
  const onBlackText = (luminance + 0.05) / 0.05;
  return onWhiteText > onBlackText ? 'white' : 'black';
}

/** Red, green and blue from 0 to 1. */
function opaqueChannels(color: string): number[] {
  const digits = hexDigits(color);
  const [red = 1, green = 1, blue = 1, alpha = 1] = (digits.match(/../g) ?? []).map(
    (pair) => Number.parseInt(pair, 16) / 255,
  );
  return [red, green, blue].map((channel) => channel * alpha + (1 - alpha));
}

function hexDigits(color: string): string {
  const named = COLOR_NAMES.get(color.toLowerCase());
  if (named !== undefined) return named;
  if (!HEX.test(color)) return 'ffffff';
  const digits = color.slice(1);
  return digits.length <= 4 ? digits.replace(/./g, '$&$&') : digits;
}

function relativeLuminance(channels: number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
