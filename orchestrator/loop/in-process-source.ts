import { AppError } from '../errors/app-error.ts';
import { decide } from '../evaluation/decide.ts';
import type { PipelineState } from '../pipeline/state.ts';
import type { DecisionSource } from '../../infra/program/decision-source.ts';

/** The dynamic config that regions read. */
export const REGION_CONFIG = 'colorteller';

/** Decisions by a direct call, from the state as it is when asked. */
export function createInProcessSource(state: () => PipelineState): DecisionSource {
  return {
    decide: (target) => {
      const decision = decide(state(), REGION_CONFIG, target);
      if (decision === undefined) {
        throw new AppError(
          'UNKNOWN_CONFIG',
          `the workspace has no dynamic config "${REGION_CONFIG}"`,
          {
            action: `Add it under dynamicConfigs with a defaultValue such as { color: blue }.`,
          },
        );
      }
      const { value, configVersion, release } = decision;
      return Promise.resolve({ value, configVersion, release });
    },
  };
}
