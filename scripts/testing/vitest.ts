/** `colorteller/testing/vitest`: importing it gives vitest's `expect` the matchers below. */
import { AssertionError } from 'node:assert';
import { expect } from 'vitest';
import type { ReleaseStatus } from '../../orchestrator/core/pipeline/release.ts';
import type { Colors, RegionExpectation, ReleaseExpectation, Within } from './harness.ts';

/** Matchers that wait, each for ten seconds by default: put `await` before them. */
export interface RegionMatchers<R = unknown> {
  /** Of `harness.expectRegion(name)`: the region answers that colour. */
  toAnswer: (color: string, options?: Within) => Promise<R>;
  /** Of `harness.expectRelease()`: it has that status. */
  toHaveStatus: (status: ReleaseStatus, options?: Within) => Promise<R>;
  /** Of a harness: its regions answer all these colours at the same time. */
  toAnswerColors: (colors: Colors, options?: Within) => Promise<R>;
  /** @deprecated The name of `toAnswer` before; it works for one more version. */
  toTell: (color: string, options?: Within) => Promise<R>;
  /** @deprecated The name of `toAnswerColors` before; it works for one more version. */
  toTellColors: (colors: Colors, options?: Within) => Promise<R>;
}

declare module 'vitest' {
  // The form that vitest documents for custom matchers.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-explicit-any
  interface Matchers<T = any> extends RegionMatchers<T> {}
}

/** What a matcher of vitest answers. */
interface Verdict {
  pass: boolean;
  message: () => string;
  actual?: unknown;
  expected?: unknown;
}

const toAnswer = (region: RegionExpectation, color: string, options?: Within) =>
  verdictOf(`the region answers ${color}`, () => region.toBe(color, options));

const toAnswerColors = (
  harness: { then: { regions: (colors: Colors, options?: Within) => Promise<void> } },
  colors: Colors,
  options?: Within,
) =>
  verdictOf(`the regions answer ${JSON.stringify(colors)}`, () =>
    harness.then.regions(colors, options),
  );

expect.extend({
  toAnswer,
  toAnswerColors,
  /* eslint-disable @typescript-eslint/no-deprecated -- supported for one more version */
  toTell: toAnswer,
  toTellColors: toAnswerColors,
  /* eslint-enable @typescript-eslint/no-deprecated */
  toHaveStatus: (release: ReleaseExpectation, status: ReleaseStatus, options?: Within) =>
    verdictOf(`the release is ${status}`, () => release.toBe(status, options)),
});

/** What is no failed expectation (an unknown region, say) is thrown on: `not` must not turn it into a success. */
async function verdictOf(isSo: string, expectation: () => Promise<void>): Promise<Verdict> {
  try {
    await expectation();
    return { pass: true, message: () => isSo };
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    const { message, actual, expected } = error;
    return { pass: false, message: () => message, actual, expected };
  }
}
