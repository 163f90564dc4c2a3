/** `colorteller/testing`: a whole ColorTeller in a test. See docs/guides/write-a-test.md. */
// First, before anything loads Pulumi's SDK.
import '../../infra/sdk-preload.ts';
import { attachHarness as attach } from './attach-harness.ts';
import { atCallSite } from './call-site.ts';
import { explainRefusal } from './explain-refusal.ts';
import type { Harness } from './harness.ts';
import { startHarness as start } from './start-harness.ts';
import { testRunner } from './test-runner.ts';

const asCalled = (harness: Harness): Harness => {
  testRunner().atEnd(harness.stop);
  return atCallSite(harness, explainRefusal(harness.client));
};

export const startHarness: typeof start = atCallSite(async (options) =>
  asCalled(await start(options)),
);
export const attachHarness: typeof attach = atCallSite(async (target, options) =>
  asCalled(await attach(target, options)),
);

export type { ComparisonOptions } from './compare.ts';
export type { HarnessTarget } from './attach-harness.ts';
export type { HarnessOptions } from './start-harness.ts';
export type {
  Asked,
  Asker,
  By,
  Colors,
  EventOf,
  EventType,
  RequestedFaultSpec,
  Given,
  Harness,
  HarnessClock,
  HarnessFaults,
  HarnessHistory,
  HistoryExpectation,
  RegionExpectation,
  ReleaseExpectation,
  ShareExpectation,
  ShareOptions,
  Then,
  When,
  Within,
} from './harness.ts';
export type { TestDefinition } from './test-definition.ts';
export { AppError } from '../../orchestrator/common/errors/app-error.ts';
