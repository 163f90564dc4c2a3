/**
 * A text of somebody else as it may be shown: on one line, without what steers a terminal or turns the direction of
 * writing.
 */
export function plainText(text: string): string {
  return text.replaceAll(/\p{C}/gu, ' ').replaceAll(/\s+/g, ' ').trim();
}
