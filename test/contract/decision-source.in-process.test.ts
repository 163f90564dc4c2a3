import { describeDecisionSource } from '../support/decision-source-suite.ts';

describeDecisionSource('in-process', ({ inProcess }) => ({ source: inProcess }));
