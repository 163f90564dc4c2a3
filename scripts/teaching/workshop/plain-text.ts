/**
 * A text of another person, safe to show: on one line, without what steers a terminal or turns the direction of
 * writing.
 */
export function plainText(text: string): string {
  return text.replaceAll(/\p{C}/gu, ' ').replaceAll(/\s+/g, ' ').trim();
}
