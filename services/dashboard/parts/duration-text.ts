/** Time that is left, or has passed, as a clock shows it: `0:07`, `12:05`, `1:02:33`, `2d 3:00:00`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [days, hours, minutes, rest] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const pad = (count: number) => String(count).padStart(2, '0');
  const inDay =
    days > 0 || hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
  return days > 0 ? `${days}d ${inDay}` : inDay;
}

/** A moment as the reader's clock shows it, with its day when it is not the day of `nowMs`. */
export function momentText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = at.toTimeString().slice(0, 8);
  const isToday = at.toDateString() === new Date(nowMs).toDateString();
  return isToday
    ? time
    : `${at.toLocaleDateString('en', { month: 'short', day: 'numeric' })} ${time}`;
}
