/**
 * `colorteller/testing/vitest`: the test kit as a test file for vitest imports it. It gives `expect` the matchers below, ends
 * every expectation before its test's timeout, so that the failure says what is wrong, gives tests and hooks 30 seconds
 * where nothing says otherwise, and stops every harness that was not stopped at the end of its test; one that no test
 * started, at the end of the file.
 */
import { AssertionError } from 'node:assert';
import * as vitest from 'vitest';
import type { ReleaseStatus } from '../../orchestrator/core/pipeline/release.ts';
import { showSite, siteOf } from './call-site.ts';
import type { Colors, RegionExpectation, ReleaseExpectation, Within } from './harness.ts';
import { registerTestRunner } from './test-runner.ts';

export * from './index.ts';

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
}

/** What vitest gives a matcher as `this`. */
interface MatcherState {
  isNot: boolean;
}

function toAnswer(this: MatcherState, region: RegionExpectation, color: string, options?: Within) {
  return verdictOf(this, `the region answers ${color}`, () => region.toBe(color, options));
}

function toAnswerColors(
  this: MatcherState,
  harness: { then: { regions: (colors: Colors, options?: Within) => Promise<void> } },
  colors: Colors,
  options?: Within,
) {
  return verdictOf(this, `the regions answer ${JSON.stringify(colors)}`, () =>
    harness.then.regions(colors, options),
  );
}

function toHaveStatus(
  this: MatcherState,
  release: ReleaseExpectation,
  status: ReleaseStatus,
  options?: Within,
) {
  return verdictOf(this, `the release is ${status}`, () => release.toBe(status, options));
}

vitest.expect.extend({
  toAnswer,
  toAnswerColors,
  toHaveStatus,
  /* eslint-disable @typescript-eslint/no-deprecated -- supported for one more version */
  toTell: toAnswer,
  toTellColors: toAnswerColors,
  /* eslint-enable @typescript-eslint/no-deprecated */
});

/**
 * A failure is thrown as it is: the error that vitest would make of a verdict has neither the line of the test nor a code. What
 * is no failed expectation (an unknown region, say) is thrown too: `not` must not turn it into a success.
 */
async function verdictOf(
  { isNot }: MatcherState,
  isSo: string,
  expectation: () => Promise<void>,
): Promise<Verdict> {
  const site = siteOf(verdictOf);
  try {
    await expectation();
  } catch (error) {
    if (!isNot || !(error instanceof AssertionError)) throw error;
    const { message } = error;
    return { pass: false, message: () => message };
  }
  if (!isNot) return { pass: true, message: () => isSo };
  const error = new AssertionError({ message: `${isSo}, and should not. [ERR_ASSERTION]` });
  showSite(error, site);
  throw error;
}

/** The timeouts of a file whose project sets none, 5 and 10 seconds by vitest: too short for a real region on a busy machine. */
const TIMEOUTS_OF_VITEST = { testTimeout: 5_000, hookTimeout: 10_000 };
const TIMEOUTS_MS = { testTimeout: 30_000, hookTimeout: 30_000 };

/** Vitest takes a new configuration by a public function, but has none that tells what is set. */
const { __vitest_worker__: worker } = globalThis as {
  __vitest_worker__?: { config?: Partial<typeof TIMEOUTS_MS> };
};
for (const name of ['testTimeout', 'hookTimeout'] as const) {
  if (worker?.config?.[name] === TIMEOUTS_OF_VITEST[name]) {
    vitest.vi.setConfig({ [name]: TIMEOUTS_MS[name] });
  }
}

/** Before 4.1, vitest has it elsewhere. */
const { getCurrentTest } =
  'TestRunner' in vitest ? vitest.TestRunner : await import('vitest/suite');

type Test = NonNullable<ReturnType<typeof getCurrentTest>>;

/** When the functions of tests began, by the attempt: at the latest. */
const begun = new WeakMap<Test, { attempt: string; atMs: number }>();

/** Vitest tells when a test began, but not when its hooks ended or it was tried again: then it is when the kit first hears of it. */
function beginOf(test: Test): number {
  const { startTime, hooks, retryCount = 0, repeatCount = 0 } = test.result ?? {};
  const attempt = `${retryCount} ${repeatCount} ${hooks?.beforeEach ?? ''}`;
  const known = begun.get(test);
  if (known?.attempt === attempt) return known.atMs;
  const atMs = attempt === '0 0 ' ? (startTime ?? Date.now()) : Date.now();
  begun.set(test, { attempt, atMs });
  return atMs;
}

const atEndOfFile = new Set<() => Promise<void>>();
vitest.afterAll(async () => {
  await Promise.all([...atEndOfFile].map((run) => run()));
});

registerTestRunner({
  timeout: () => {
    const test = getCurrentTest();
    if (test === undefined || test.timeout <= 0 || !Number.isFinite(test.timeout)) return undefined;
    return { ms: test.timeout, endsAtMs: beginOf(test) + test.timeout };
  },
  // Of tests that run at the same time, vitest does not say which one it is that asks.
  atEnd: (run) => {
    const test = getCurrentTest();
    if (test === undefined || test.concurrent === true) atEndOfFile.add(run);
    else vitest.onTestFinished(run);
  },
});
