import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../orchestrator/core/definition/walkthrough.ts';
import { PURPLE_REGIONS, ROLLOUT_PERCENT, UPGRADE } from './evaluation-rules.ts';

const GATES = `
gates:
  - name: rollout
    rules: [{ name: share, passPercentage: ${ROLLOUT_PERCENT} }]
  - name: upgrade
    rules:
      - name: eligible
        conditions:
          - { type: custom_field, field: plan, operator: any_case_sensitive, targetValue: [${UPGRADE.plans.join(', ')}] }
          - { type: app_version, operator: version_gte, targetValue: ${UPGRADE.version} }
          - { type: custom_field, field: seats, operator: gt, targetValue: ${UPGRADE.seats} }
`;

const THEME = `
  - name: theme
    defaultValue: { color: blue }
    rules:
      - name: purple
        environments: [production]
        conditions:
          - { type: custom_field, field: region, operator: any_case_sensitive, targetValue: [${PURPLE_REGIONS.join(', ')}] }
        returnValue: { color: purple }`;

/** The rules as a workspace: our evaluator asks it, and Statsig's SDK the specs that are made of it. */
export const benchDefinition = parseDefinition(
  walkthroughFile(WALKTHROUGH_PORTS).replace('dynamicConfigs:', `$&${THEME}`) + GATES,
  'bench.yaml',
);
