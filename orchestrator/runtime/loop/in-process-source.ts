import type { DecisionSource } from '../../ports/decision-source.ts';
import { REGION_CONFIG } from '../../core/definition/region-config-name.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Evaluator, Moment } from '../../core/evaluation/evaluator.ts';
import { regionUser } from '../../core/targeting/user.ts';

/** Decisions by a direct call, from the current definition and state. */
export function createInProcessSource(
  present: () => { evaluator: Evaluator; moment: Moment },
): DecisionSource {
  return {
    decide: ({ region: name, environment, custom }) => {
      const { evaluator, moment } = present();
      const user = regionUser({ name, environment, custom });
      const evaluation = evaluator.config(REGION_CONFIG, user, moment);
      if (evaluation === undefined) {
        throw new AppError(
          'UNKNOWN_CONFIG',
          `the workspace has no dynamic config "${REGION_CONFIG}"`,
          {
            action: `Add it under dynamicConfigs with a defaultValue such as { color: blue }.`,
          },
        );
      }
      const { template: value, decision } = evaluation;
      const { configVersion, release } = decision;
      return Promise.resolve({ value, configVersion, release });
    },
    gate: async (name, { region, environment, custom }) => {
      const { evaluator, moment } = present();
      const user = regionUser({ name: region, environment, custom });
      const evaluation = evaluator.gate(name, user, moment);
      if (evaluation !== undefined) return Promise.resolve(evaluation.value);
      throw new AppError('UNKNOWN_CONFIG', `the workspace has no gate "${name}"`, {
        action: 'Add it under gates.',
      });
    },
  };
}
