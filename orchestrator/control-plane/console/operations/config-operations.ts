import { AppError } from '../../../common/errors/app-error.ts';
import { isDeepStrictEqual } from '../../../core/pipeline/deep-equal.ts';
import type { ConfigDefinition, Context } from '../../../core/pipeline/state.ts';
import { withReached } from '../../../core/pipeline/ramps.ts';
import { contentOf } from '../../../core/pipeline/state.ts';
import { REGION_CONFIG } from '../../../core/definition/region-config-name.ts';
import { configToDto } from '../dto/config-dto.ts';
import {
  findDefined,
  findSaved,
  nameOf,
  refuseRename,
  withConfig,
  withoutConfig,
  wordOf,
  type Kind,
} from '../entities.ts';
import { applyBody } from '../entity-document.ts';
import { savedConfigs, withContent, type SavedConfig } from '../saved-configs.ts';
import type { Call, ConsoleAccess, ConsoleAnswer, Operation } from '../operation.ts';
import { paginate } from '../paginate.ts';
import type { Plan } from '../save.ts';

/** What gates and dynamic configs have in common of their operations; `word` begins the messages. */
export interface ConfigMessages {
  kind: Kind;
  created: string;
  read: string;
  updated: string;
  deleted: string;
  listed: string;
}

/** A gate or dynamic config as it is now. @throws AppError UNKNOWN_CONFIG */
export function answerConfig(call: Call, kind: Kind, name: string, message: string): ConsoleAnswer {
  return { message, data: dtoOf(call.access, findSaved(call.access.context(), kind, name)) };
}

export function dtoOf(
  access: ConsoleAccess,
  saved: SavedConfig,
): Readonly<Record<string, unknown>> {
  const biography = access.history().ofConfig(saved.config.name);
  const unknown = { actor: 'workspace file', atMs: 0 };
  return configToDto(saved, biography ?? { created: unknown, modified: unknown });
}

/** Saves what becomes of a gate or dynamic config, and answers it as it is then. */
export async function changeConfig(
  call: Call,
  { kind, updated }: ConfigMessages,
  change: (before: ConfigDefinition, context: Context) => ConfigDefinition,
): Promise<ConsoleAnswer> {
  const id = call.params['id'] ?? '';
  await call.access.save(call.by, (context) => {
    const { config } = findSaved(context, kind, id);
    return planOf(context, config, change(config, context));
  });
  return answerConfig(call, kind, id, updated);
}

/** Its content goes the way of a release; all else is the definition's, and applies at once. */
function planOf(context: Context, before: ConfigDefinition, after: ConfigDefinition): Plan {
  const defined = findDefined(context, before.kind, before.name);
  const saved = withReached(contentOf(after), before);
  const isSame = isDeepStrictEqual(contentOf(before), saved);
  return {
    definition: withConfig(context.definition, withContent(after, defined)),
    ...(isSame ? {} : { content: { config: before.name, change: saved } }),
  };
}

/** The operations that gates and dynamic configs share. */
export function configOperations(messages: ConfigMessages) {
  const { kind } = messages;
  const update: Operation = (call) =>
    changeConfig(call, messages, (before) => {
      refuseRename(before.name, call.body['name']);
      return applyBody(kind, before.name, call.body, before);
    });
  return {
    list: (call: Call, matches: (saved: SavedConfig) => boolean = () => true): ConsoleAnswer => {
      const all = [...savedConfigs(call.access.context()).values()]
        .filter(({ config }) => config.kind === kind)
        .filter((saved) => isSelected(saved, call) && matches(saved));
      const { data, pagination } = paginate(all, call.address);
      return {
        message: messages.listed,
        data: data.map((config) => dtoOf(call.access, config)),
        pagination,
      };
    },
    create: async (call: Call): Promise<ConsoleAnswer> => {
      const name = nameOf(call.body);
      await call.access.save(call.by, (context) => {
        const present = savedConfigs(context).get(name);
        if (present !== undefined) {
          throw new AppError(
            'BAD_INPUT',
            `there is a ${wordOf(present.config.kind)} "${name}" already`,
            {
              action: 'Gates and dynamic configs share their names; choose another.',
            },
          );
        }
        return {
          definition: withConfig(context.definition, applyBody(kind, name, call.body, null)),
        };
      });
      return answerConfig(call, kind, name, messages.created);
    },
    read: (call: Call): ConsoleAnswer =>
      answerConfig(call, kind, call.params['id'] ?? '', messages.read),
    update,
    remove: async (call: Call): Promise<ConsoleAnswer> => {
      const id = call.params['id'] ?? '';
      await call.access.save(call.by, (context) => {
        findSaved(context, kind, id);
        if (id === REGION_CONFIG) {
          throw new AppError('BAD_INPUT', `"${id}" is what the regions read; it cannot be deleted`);
        }
        return { definition: withoutConfig(context.definition, kind, id) };
      });
      return { message: messages.deleted };
    },
    enable: toggle(messages, { enabled: true }),
    disable: toggle(messages, { enabled: false }),
    versions: (call: Call): ConsoleAnswer => {
      const { config } = findSaved(call.access.context(), kind, call.params['id'] ?? '');
      const biography = call.access.history().ofConfig(config.name);
      const { data, pagination } = paginate(
        [...(biography?.versions ?? [])].reverse(),
        call.address,
      );
      return {
        message: messages.listed,
        data: data.map((version) => {
          const { actor, atMs } = version;
          return configToDto(version, {
            created: biography?.created ?? version,
            modified: { actor, atMs },
          });
        }),
        pagination,
      };
    },
  };
}

function toggle(messages: ConfigMessages, change: { enabled: boolean }): Operation {
  return (call) =>
    changeConfig(call, messages, (before) => {
      if (before.archived === true && change.enabled) {
        throw new AppError('ACTION_REFUSED', `"${before.name}" is archived`, {
          action: 'Unarchive it first.',
        });
      }
      return { ...before, ...change };
    });
}

function isSelected({ config }: SavedConfig, { access, query }: Call): boolean {
  const created = access.history().ofConfig(config.name)?.created.actor;
  const tags = [query['tags'] ?? []].flat();
  const { releasePipelineID, creatorName, creatorID } = query;
  return (
    tags.every((tag) => config.tags?.includes(tag) === true) &&
    (releasePipelineID === undefined || config.pipeline === releasePipelineID) &&
    (creatorName === undefined || created === creatorName) &&
    (creatorID === undefined || created === creatorID)
  );
}
