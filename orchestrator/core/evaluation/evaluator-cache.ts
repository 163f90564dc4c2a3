import type { Definition } from '../definition/definition.ts';
import { createEvaluator, type Evaluator } from './evaluator.ts';

/** The evaluator of a definition, made once for as long as that definition is in effect. */
export function createEvaluatorCache(): (definition: Definition) => Evaluator {
  let cached: { definition: Definition; evaluator: Evaluator } | undefined;
  return (definition) => {
    if (cached?.definition !== definition) {
      cached = { definition, evaluator: createEvaluator(definition) };
    }
    return cached.evaluator;
  };
}
