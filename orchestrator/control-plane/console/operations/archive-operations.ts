import { own } from '../../../common/own.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { ConfigDefinition, Context } from '../../../core/pipeline/state.ts';
import { parseConfig } from '../entity-document.ts';
import type { Operation } from '../operation.ts';
import { savedConfigs, type SavedConfig } from '../saved-configs.ts';
import { changeConfig, type ConfigMessages } from './config-operations.ts';

/** Archived is off, and still listed. Neither starts a release. */
export function archiveOperations(
  messages: ConfigMessages,
): Record<'archive' | 'unarchive', Operation> {
  return {
    archive: (call) =>
      changeConfig(withReason(call, 'archiveReason'), messages, (before, context) => {
        refuseActive(context, before);
        const users = usersOf(context, before.name).map(({ config }) => config.name);
        if (users.length > 0 && call.body['forceArchive'] !== true) {
          throw new AppError(
            'ACTION_REFUSED',
            `"${before.name}" is referenced by ${users.join(', ')}`,
            {
              action: 'Change those first, or send forceArchive: true.',
            },
          );
        }
        return { ...before, enabled: false, archived: true };
      }),
    unarchive: (call) =>
      changeConfig(withReason(call, 'unarchiveReason'), messages, (before) =>
        parseConfig(before.kind, { ...before, kind: undefined, archived: undefined }),
      ),
  };
}

function withReason(call: Parameters<Operation>[0], key: string): Parameters<Operation>[0] {
  const reason = call.body[key];
  return typeof reason === 'string' && reason !== ''
    ? { ...call, by: { ...call.by, reason } }
    : call;
}

/** @throws AppError RELEASE_ACTIVE when a release of it is under way. */
export function refuseActive({ state }: Context, { name }: ConfigDefinition): void {
  const active = own(state.configs, name)?.activeRelease ?? null;
  if (active === null) return;
  throw new AppError('RELEASE_ACTIVE', `release ${active} of "${name}" is still active`, {
    action: 'Finish or abort it first.',
  });
}

/** The gates and dynamic configs whose rules ask a gate. */
export function usersOf(context: Context, gate: string): SavedConfig[] {
  return [...savedConfigs(context).values()].filter(({ config }) =>
    config.rules.some(({ conditions }) =>
      conditions.some(
        (condition) =>
          (condition.type === 'passes_gate' || condition.type === 'fails_gate') &&
          condition.targetValue === gate,
      ),
    ),
  );
}
