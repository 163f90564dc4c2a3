const DAY = 'YYYY-MM-DD'.length;

/** A moment for a person, in UTC: `14:03:22Z`, with its day where that is not the one of `nowMs`. */
export function renderMoment(ms: number, nowMs: number): string {
  const text = `${new Date(ms).toISOString().slice(0, -'.000Z'.length)}Z`;
  const isToday = text.startsWith(new Date(nowMs).toISOString().slice(0, DAY));
  return isToday ? text.slice(DAY + 1) : text.replace('T', ' ');
}
