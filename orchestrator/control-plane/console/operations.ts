import type { OperationName } from '../openapi/published-document.ts';
import type { Operation } from './operation.ts';
import { dynamicConfigOperations } from './operations/dynamic-configs.ts';
import { environmentOperations } from './operations/environments.ts';
import { gateOverrideOperations } from './operations/gate-overrides.ts';
import { gateRuleOperations } from './operations/gate-rules.ts';
import { gateOperations } from './operations/gates.ts';
import { pipelineOperations } from './operations/pipelines.ts';
import { triggerOperations } from './operations/triggers.ts';

/** Every operation of the Console API that there is here, by its published name. */
export const consoleOperations: Readonly<Partial<Record<OperationName, Operation>>> = {
  ...dynamicConfigOperations,
  ...environmentOperations,
  ...gateOperations,
  ...gateRuleOperations,
  ...gateOverrideOperations,
  ...pipelineOperations,
  ...triggerOperations,
};
