import type { WebhookStatus } from '../../integrations/alerts/webhooks.ts';
import type { ExposureSummary } from '../../integrations/exposures/exposure-book.ts';
import type { Exposure } from '../../integrations/exposures/exposure.ts';
import type { FaultView } from './fault-view.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';
import type { ClockView } from '../../runtime/time/pipeline-time.ts';

/** What a change of the clock answers with. */
export interface ClockAnswer {
  clock: ClockView;
  /** What became due meanwhile, as it stands in the log. */
  events: readonly StoredEvent[];
}

/** The answer of `POST /api/retry`. */
export interface RetryAnswer {
  /** Names of the stacks that will be tried. */
  stacks: string[];
}

/** What a change of the faults answers with. */
export interface FaultsAnswer {
  seq: number;
  faults: readonly FaultView[];
}

/** `GET /api/exposures`. */
export interface ExposuresAnswer {
  specsTimeMs: number;
  attachedSdks: number;
  summaries: readonly ExposureSummary[];
  recent: readonly (Exposure & { seq: number })[];
}

/** `GET /api/webhooks`. */
export interface WebhooksAnswer {
  webhooks: WebhookStatus[];
}
