import { createOpenFeatureSource } from '../../infra/sources/openfeature-source.ts';
import { REGION_CONFIG } from '../../orchestrator/core/definition/region-config-name.ts';
import { describeDecisionSource } from '../support/decision-source-suite.ts';

describeDecisionSource('openfeature', async ({ url }) => ({
  source: await createOpenFeatureSource({ url, key: 'control-key', flag: REGION_CONFIG }),
}));
