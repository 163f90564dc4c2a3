import { createStatsigSource } from '../../infra/sources/statsig-source.ts';
import { describeDecisionSource } from '../support/decision-source-suite.ts';

describeDecisionSource('statsig', ({ url, key, service }) => {
  const source = createStatsigSource({ key, url, requiredSpecsTimeMs: service.feed.timeMs });
  return { source, close: source.close };
});
