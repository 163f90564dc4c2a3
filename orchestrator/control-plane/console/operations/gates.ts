import { AppError } from '../../../common/errors/app-error.ts';
import type { ConfigDefinition } from '../../../core/pipeline/state.ts';
import type { OperationName } from '../../openapi/published-document.ts';
import { gateStatus, isLaunched } from '../dto/config-dto.ts';
import { findDefined, findSaved, withConfig, type Kind } from '../entities.ts';
import { parseConfig } from '../entity-document.ts';
import type { Call, ConsoleAnswer, Operation } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { withContent } from '../saved-configs.ts';
import { archiveOperations, usersOf, refuseActive } from './archive-operations.ts';
import { answerConfig, configOperations, dtoOf, type ConfigMessages } from './config-operations.ts';

const MESSAGES: ConfigMessages = {
  kind: 'gate',
  created: 'Gate created successfully.',
  read: 'Gate read successfully.',
  updated: 'Gate updated successfully.',
  deleted: 'Gate deleted successfully.',
  listed: 'Gates listed successfully.',
};

const shared = configOperations(MESSAGES);
const archiving = archiveOperations(MESSAGES);

/** The operations on gates but those on their rules and overrides. */
export const gateOperations = {
  'GET /gates': list,
  'POST /gates': shared.create,
  'GET /gates/{id}': shared.read,
  'POST /gates/{id}': shared.update,
  'PATCH /gates/{id}': shared.update,
  'DELETE /gates/{id}': shared.remove,
  'PUT /gates/{id}/enable': shared.enable,
  'PUT /gates/{id}/disable': shared.disable,
  'PUT /gates/{id}/archive': archiving.archive,
  'PUT /gates/{id}/unarchive': archiving.unarchive,
  'PUT /gates/{id}/launch': launch,
  'GET /gates/{id}/versions': shared.versions,
  'GET /gates/{id}/gate_references': references('gate', MESSAGES.listed),
  'GET /gates/{id}/dynamic_config_references': references(
    'dynamic-config',
    'Dynamic Configs listed successfully.',
  ),
  'GET /gates/{id}/experiment_references': noExperiments,
} satisfies Partial<Record<OperationName, Operation>>;

function list(call: Call): ConsoleAnswer {
  const { passRate, rolloutRate, idType, type, typeReason } = call.query;
  if (passRate !== undefined) {
    throw new AppError('BAD_INPUT', 'passRate: not supported here: checks are not counted', {
      action: 'Use rolloutRate, which follows the rules.',
    });
  }
  const matches = (filter: string | string[] | undefined, found: string) =>
    filter === undefined || [filter].flat().includes(found);
  return shared.list(
    call,
    ({ config }) =>
      matches(idType, config.idType) &&
      matches(type, 'permanent' in config && config.permanent ? 'PERMANENT' : 'TEMPORARY') &&
      matches(typeReason, 'NONE') &&
      matches(rolloutRate, rolloutOf(config)),
  );
}

/** How many pass by the rules: everyone, nobody, or some. */
function rolloutOf(config: ConfigDefinition): '0' | '100' | 'INBETWEEN' {
  if (gateStatus(config) === 'Launched') return '100';
  const canPass = config.rules.some((rule) => rule.returnValue === true && rule.passPercentage > 0);
  return config.enabled && canPass ? 'INBETWEEN' : '0';
}

/** Everyone passes, at once and without a release. */
async function launch(call: Call): Promise<ConsoleAnswer> {
  const id = call.params['id'] ?? '';
  await call.access.save(call.by, (context) => {
    const { config } = findSaved(context, 'gate', id);
    refuseActive(context, config);
    const launched = parseConfig('gate', {
      ...config,
      kind: undefined,
      enabled: true,
      archived: undefined,
      ...(isLaunched(config)
        ? {}
        : { rules: [{ name: 'Launched', conditions: [{ type: 'public' }], returnValue: true }] }),
    });
    const defined = findDefined(context, 'gate', id);
    const { rules, defaultValue } = launched;
    return {
      definition: withConfig(context.definition, withContent(launched, defined)),
      content: { config: id, change: { rules, defaultValue }, atOnce: true },
    };
  });
  return answerConfig(call, 'gate', id, MESSAGES.updated);
}

function references(kind: Kind, message: string): Operation {
  return (call) => {
    const context = call.access.context();
    const { config } = findSaved(context, 'gate', call.params['id'] ?? '');
    const users = usersOf(context, config.name).filter((user) => user.config.kind === kind);
    const { data, pagination } = paginate(users, call.address);
    return { message, data: data.map((user) => dtoOf(call.access, user)), pagination };
  };
}

/** There are no experiments here, so none asks a gate. */
function noExperiments(call: Call): ConsoleAnswer {
  findSaved(call.access.context(), 'gate', call.params['id'] ?? '');
  return { message: 'Experiments listed successfully.', ...paginate([], call.address) };
}
