/** `colorteller/testing`: a whole ColorTeller in a test. See docs/guides/write-a-test.md. */
// First, before anything loads Pulumi's SDK.
import '../../infra/sdk-preload.ts';
export { attachHarness, type HarnessTarget } from './attach-harness.ts';
export { startHarness, type HarnessOptions } from './start-harness.ts';
export type {
  By,
  Colors,
  EventOf,
  RequestedFaultSpec,
  Given,
  Harness,
  HarnessClock,
  HarnessFaults,
  HarnessHistory,
  RegionExpectation,
  ReleaseExpectation,
  Then,
  When,
  Within,
} from './harness.ts';
export type { TestDefinition } from './test-definition.ts';
export { AppError } from '../../orchestrator/common/errors/app-error.ts';
