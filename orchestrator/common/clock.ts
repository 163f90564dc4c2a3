/** Time as a port: every timer and timestamp of ours goes through one of these. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /**
   * Resolves after `ms` milliseconds of this clock.
   * @throws an AbortError when the signal is aborted first.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
