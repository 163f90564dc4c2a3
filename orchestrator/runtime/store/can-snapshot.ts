/**
 * Whether there is a state to save: not before the first event.
 * @throws RangeError for an event that is not in the log.
 */
export function canSnapshot(seq: number, lastSeq: number): boolean {
  if (Number.isInteger(seq) && seq >= 0 && seq <= lastSeq) return seq > 0;
  throw new RangeError(`there is no event ${seq} to keep the state of: the log ends at ${lastSeq}`);
}
