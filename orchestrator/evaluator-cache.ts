import { hash } from 'node:crypto';
import type { Definition } from './definition/definition.ts';
import { createEvaluator, type Evaluator } from './evaluation/evaluator.ts';

/** The evaluator of a definition, made once for as long as that definition is in effect. */
export function createEvaluatorCache(): (definition: Definition) => Evaluator {
  let known: { definition: Definition; evaluator: Evaluator } | undefined;
  return (definition) => {
    if (known?.definition !== definition) {
      known = { definition, evaluator: createEvaluator(definition, sha256) };
    }
    return known.evaluator;
  };
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
