import type { OperationName } from '../../openapi/published-document.ts';
import { ruleToDto, type RuleInput } from '../dto/rule-dto.ts';
import { findSaved } from '../entities.ts';
import type { Call, Operation } from '../operation.ts';
import { archiveOperations } from './archive-operations.ts';
import { changeConfig, configOperations, type ConfigMessages } from './config-operations.ts';
import { answerRules, patched, requireRule, withoutRule } from './gate-rules.ts';

const MESSAGES: ConfigMessages = {
  kind: 'dynamic-config',
  created: 'Dynamic Config created successfully.',
  read: 'Dynamic config read successfully.',
  updated: 'Dynamic config updated successfully.',
  deleted: 'Dynamic Config deleted successfully.',
  listed: 'Dynamic Configs listed successfully.',
};
const RULE_UPDATED = { ...MESSAGES, updated: 'Dynamic Config rules updated successfully.' };
const RULE_DELETED = { ...MESSAGES, updated: 'Dynamic Config rule deleted successfully.' };
const RULES_READ = 'Dynamic Config rules read successfully.';

const shared = configOperations(MESSAGES);
const archiving = archiveOperations(MESSAGES);

const saved = (call: Call) =>
  findSaved(call.access.context(), 'dynamic-config', call.params['id'] ?? '').config;
const ruleId = (call: Call) => call.params['ruleId'] ?? '';

/** The operations on dynamic configs. */
export const dynamicConfigOperations = {
  'GET /dynamic_configs': (call) => shared.list(call),
  'POST /dynamic_configs': shared.create,
  'GET /dynamic_configs/{id}': shared.read,
  'POST /dynamic_configs/{id}': shared.update,
  'PATCH /dynamic_configs/{id}': shared.update,
  'DELETE /dynamic_configs/{id}': shared.remove,
  'PUT /dynamic_configs/{id}/enable': shared.enable,
  'PUT /dynamic_configs/{id}/disable': shared.disable,
  'PUT /dynamic_configs/{id}/archive': archiving.archive,
  'PUT /dynamic_configs/{id}/unarchive': archiving.unarchive,
  'GET /dynamic_configs/{id}/versions': shared.versions,
  'GET /dynamic_configs/{id}/rules': (call) => answerRules(call, saved(call), RULES_READ),
  'GET /dynamic_configs/{id}/rule/{ruleId}': (call) => ({
    message: RULES_READ,
    data: ruleToDto(requireRule(saved(call), ruleId(call))),
  }),
  'PATCH /dynamic_configs/{id}/rule/{ruleId}': (call) =>
    changeConfig(call, RULE_UPDATED, (before) =>
      patched(before, [{ ...(call.body as RuleInput), id: ruleId(call) }]),
    ),
  'DELETE /dynamic_configs/{id}/rule/{ruleId}': (call) =>
    changeConfig(call, RULE_DELETED, (before) => withoutRule(before, ruleId(call))),
} satisfies Partial<Record<OperationName, Operation>>;
