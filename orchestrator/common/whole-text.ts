/** Whether a text has only whole characters: half of one (a lone surrogate) cannot be written as UTF-8. */
export function isWholeText(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
