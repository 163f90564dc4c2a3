import { createOpenFeatureSource } from '../../infra/sources/openfeature-source.ts';
import { REGION_CONFIG } from '../../orchestrator/core/definition/region-config-name.ts';
import { thorough } from '../support/exhaustive.ts';
import { describeDecisionSource } from '../support/decision-source-suite.ts';

describeDecisionSource(
  'openfeature',
  async ({ url }) => ({
    source: await createOpenFeatureSource({ url, key: 'control-key', flag: REGION_CONFIG }),
  }),
  // Each asks over HTTP.
  thorough(3_000, 300),
);
