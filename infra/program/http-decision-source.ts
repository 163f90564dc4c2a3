import { z } from 'zod';
import type { DecisionSource } from '../../orchestrator/ports/decision-source.ts';
import type { OrchestratorClient } from './orchestrator-client.ts';

const decisionSchema = z.object({
  value: z.record(z.string(), z.unknown()),
  configVersion: z.number().int().positive(),
  release: z.string().nullable(),
});

/** Decisions from a running orchestrator over HTTP, for a Pulumi program that runs in a process of its own. */
export function createHttpDecisionSource(orchestrator: OrchestratorClient): DecisionSource {
  return {
    decide: ({ region }) =>
      orchestrator.get(`/api/decisions/${encodeURIComponent(region)}`, decisionSchema),
  };
}
