import { isProduction, isProductionByName } from '../../../core/definition/is-production.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { Environment } from '../../../core/definition/definition.ts';
import type { OperationName } from '../../openapi/published-document.ts';
import { accept, refuseUnsupported } from '../entity-document.ts';
import type { Call, ConsoleAnswer, Operation } from '../operation.ts';
import { environmentSchema } from '../../../core/definition/schema.ts';

/** The operations on environments. What a gate, config, phase or region uses cannot be taken away. */
export const environmentOperations = {
  'GET /environments': (call) => answer(call, 'Environments read successfully.'),
  'POST /environments': async (call) => {
    const requested = call.body['environments'] as EnvironmentBody[];
    await call.access.save(call.by, ({ definition }) => ({
      definition: {
        ...definition,
        environments: requested.map((body) => toEnvironment(body, definition.environments)),
      },
    }));
    return answer(call, 'Environments updated successfully.');
  },
} satisfies Partial<Record<OperationName, Operation>>;

interface EnvironmentBody {
  name: string;
  id?: string;
  isProduction: boolean;
  requiresReleasePipeline: boolean;
}

/** What Statsig's environments do not have stays as the workspace file says. */
function toEnvironment(body: EnvironmentBody, present: readonly Environment[]): Environment {
  refuseUnsupported({ ...body });
  const { name, id = name, requiresReleasePipeline } = body;
  if (id !== name) {
    throw new AppError('BAD_INPUT', `environment "${id}" cannot be renamed to "${name}"`, {
      action: 'The name of an environment is its id: leave the id out, or write the same.',
    });
  }
  const values = present.find((environment) => environment.name === name)?.values;
  return accept(environmentSchema, {
    name,
    ...(values === undefined ? {} : { values }),
    pipelineRequired: requiresReleasePipeline,
    ...(body.isProduction === isProductionByName(name) ? {} : { production: body.isProduction }),
  });
}

function answer(call: Call, message: string): ConsoleAnswer {
  const { definition } = call.access.context();
  return {
    message,
    data: {
      environments: definition.environments.map((environment) => ({
        id: environment.name,
        name: environment.name,
        isProduction: isProduction(environment),
        requiresReview: false,
        requiresReleasePipeline: environment.pipelineRequired,
      })),
    },
  };
}
