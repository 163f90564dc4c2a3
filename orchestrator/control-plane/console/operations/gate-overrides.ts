import { AppError } from '../../../common/errors/app-error.ts';
import type { ConfigDefinition } from '../../../core/pipeline/state.ts';
import type { OperationName } from '../../openapi/published-document.ts';
import { findSaved } from '../entities.ts';
import { parseConfig } from '../entity-document.ts';
import type { Call, ConsoleAnswer, Operation } from '../operation.ts';
import { changeConfig, type ConfigMessages } from './config-operations.ts';

/** IDs with a value of their own, by the value. */
interface Ids {
  passing: string[];
  failing: string[];
}

interface OverridesBody {
  passingUserIDs?: string[] | null;
  failingUserIDs?: string[] | null;
  passingCustomIDs?: string[] | null;
  failingCustomIDs?: string[] | null;
  environmentOverrides?:
    | {
        environment?: string | null;
        unitID: string | null;
        passingIDs: string[];
        failingIDs: string[];
      }[]
    | null;
}

const GATE = { kind: 'gate' } as ConfigMessages;

/** The operations on the overrides of a gate; they apply at once, and to IDs of the gate's own idType. */
export const gateOverrideOperations = {
  'GET /gates/{id}/overrides': (call) => answer(call, 'Gate Overrides read successfully.'),
  'POST /gates/{id}/overrides': (call) =>
    change(call, 'Gate Overrides updated successfully.', (_, ids) => ids),
  'PATCH /gates/{id}/overrides': (call) =>
    change(call, 'Gate Overrides added successfully.', (present, { passing, failing }) => ({
      passing: union(without(present.passing, failing), passing),
      failing: union(without(present.failing, passing), failing),
    })),
  'DELETE /gates/{id}/overrides': (call) =>
    change(call, 'Gate Overrides deleted successfully.', () => ({ passing: [], failing: [] })),
} satisfies Partial<Record<OperationName, Operation>>;

async function change(
  call: Call,
  message: string,
  next: (present: Ids, requested: Ids) => Ids,
): Promise<ConsoleAnswer> {
  await changeConfig(call, GATE, (before) => {
    const { passing, failing } = next(idsOf(before), idsIn(call.body, before));
    const both = passing.find((id) => failing.includes(id));
    if (both !== undefined) {
      throw new AppError('BAD_INPUT', `"${both}" cannot both pass and fail`);
    }
    return parseConfig('gate', {
      ...before,
      kind: undefined,
      overrides: [
        ...(passing.length === 0 ? [] : [{ ids: passing, value: true }]),
        ...(failing.length === 0 ? [] : [{ ids: failing, value: false }]),
      ],
    });
  });
  return answer(call, message);
}

function answer(call: Call, message: string): ConsoleAnswer {
  const { config } = findSaved(call.access.context(), 'gate', call.params['id'] ?? '');
  const { passing, failing } = idsOf(config);
  const isUsers = config.idType === 'userID';
  return {
    message,
    data: {
      passingUserIDs: isUsers ? passing : [],
      failingUserIDs: isUsers ? failing : [],
      passingCustomIDs: isUsers ? [] : passing,
      failingCustomIDs: isUsers ? [] : failing,
      environmentOverrides: [],
    },
  };
}

function idsOf({ overrides }: ConfigDefinition): Ids {
  const of = (value: boolean) =>
    overrides.filter((override) => override.value === value).flatMap(({ ids }) => ids);
  return { passing: of(true), failing: of(false) };
}

/** @throws AppError BAD_INPUT for overrides that a gate here cannot have. */
function idsIn(body: OverridesBody, { name, idType }: ConfigDefinition): Ids {
  const isUsers = idType === 'userID';
  const users = [body.passingUserIDs ?? [], body.failingUserIDs ?? []] as const;
  const customs = [body.passingCustomIDs ?? [], body.failingCustomIDs ?? []] as const;
  const [passing, failing] = isUsers ? users : customs;
  if ((isUsers ? customs : users).flat().length > 0) {
    const key = isUsers ? 'CustomIDs' : 'UserIDs';
    throw new AppError('BAD_INPUT', `passing${key}, failing${key}: "${name}" uses ${idType}`, {
      action: 'Overrides are of the idType of the gate.',
    });
  }
  const wide = (body.environmentOverrides ?? []).map((override) => {
    if ((override.environment ?? null) === null && (override.unitID ?? idType) === idType)
      return override;
    throw new AppError(
      'BAD_INPUT',
      `environmentOverrides: an override for one environment, or of another unit than ${idType}, is not supported here`,
      { action: 'Leave environment out, or use a rule with environments.' },
    );
  });
  return {
    passing: union(
      passing,
      wide.flatMap((override) => override.passingIDs),
    ),
    failing: union(
      failing,
      wide.flatMap((override) => override.failingIDs),
    ),
  };
}

function union(left: readonly string[], right: readonly string[]): string[] {
  return [...new Set([...left, ...right])];
}

function without(left: readonly string[], right: readonly string[]): string[] {
  return left.filter((id) => !right.includes(id));
}
