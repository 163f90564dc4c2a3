import { compileFeatures } from '../../orchestrator/core/features/evaluate-features.ts';
import { featureRulesSchema } from '../../orchestrator/core/features/feature-rules.ts';
import { checkShape } from './config-file.ts';
import { featureVersion } from './feature-version.ts';
import { askFeatures, type Features } from './features.ts';

/** What the rules of a config file say about users. @throws Error saying what is wrong with them. */
export function readFeatureRules(rules: string | undefined): {
  version: string | null;
  features: (user: string | undefined) => Features;
} {
  const version = featureVersion(rules);
  if (rules === undefined) return { version, features: () => ({}) };
  const isPassed = compileFeatures(checkRules(JSON.parse(rules)));
  return {
    version,
    features: (user = '') => askFeatures((gate) => isPassed(gate, user, Date.now())),
  };
}

const checkRules = checkShape(featureRulesSchema, 'set of feature rules');
