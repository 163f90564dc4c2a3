/**
 * Ports above 1023 that fetch refuses to ask, in browsers and in Node.js: a region there could never be observed or opened.
 * Those below are of other protocols, and not for a service on a laptop either.
 * @see https://fetch.spec.whatwg.org/#port-blocking
 */
const BLOCKED: readonly number[] = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
  6679, 6697, 10080,
];

/** The first blocked one of consecutive ports, however many; undefined when none is blocked. */
export function blockedPort(first: number, count: number): number | undefined {
  return BLOCKED.find((port) => first <= port && port < first + count);
}
