import type { Pipeline } from '../../../core/definition/definition.ts';
import { pipelineSchema } from '../../../core/definition/pipeline-schema.ts';
import { toPipeline } from '../../../core/definition/to-definition.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { referencesOf } from '../../../core/evaluation/pipeline-references.ts';
import type { Context } from '../../../core/pipeline/state.ts';
import type { OperationName } from '../../openapi/published-document.ts';
import { phasesFromDto, pipelineToDto, type PhaseInput } from '../dto/pipeline-dto.ts';
import { nameOf, refuseRename, upsert } from '../entities.ts';
import { accept } from '../entity-document.ts';
import type { Call, ConsoleAnswer, Operation } from '../operation.ts';
import { paginate } from '../paginate.ts';

const READ = 'Get pipeline success';

/** The operations on release pipelines; one with an active trigger is locked. */
export const pipelineOperations = {
  'GET /release_pipelines': (call) => {
    const { pipelines } = call.access.context().definition;
    const { data, pagination } = paginate(pipelines, call.address);
    return {
      message: 'List pipelines success',
      data: data.map((pipeline) => dtoOf(call, pipeline)),
      pagination,
    };
  },
  'POST /release_pipelines': async (call) => {
    const name = nameOf(call.body);
    await call.access.save(call.by, ({ definition }) => {
      if (definition.pipelines.some((pipeline) => pipeline.name === name)) {
        throw new AppError('BAD_INPUT', `there is a pipeline "${name}" already`);
      }
      const pipeline = pipelineOf({ name, phases: phasesFromDto(phasesOf(call) ?? [], []) });
      return { definition: { ...definition, pipelines: [...definition.pipelines, pipeline] } };
    });
    return answer(call, name);
  },
  'GET /release_pipelines/{id}': (call) => answer(call, call.params['id'] ?? ''),
  'POST /release_pipelines/{id}': async (call) => {
    const id = call.params['id'] ?? '';
    await call.access.save(call.by, (context) => {
      const before = find(context, id);
      refuseRename(id, call.body['name']);
      const phases = phasesOf(call);
      if (phases === undefined) return {};
      // What the published API does not know of a pipeline stays as it is.
      const given = pipelineOf({ name: id, phases: phasesFromDto(phases, before.phases) });
      const next = { ...before, phases: given.phases };
      const { definition } = context;
      return { definition: { ...definition, pipelines: upsert(definition.pipelines, next) } };
    });
    return answer(call, id);
  },
  'DELETE /release_pipelines/{id}': async (call) => {
    const id = call.params['id'] ?? '';
    await call.access.save(call.by, (context) => {
      const { definition } = context;
      const { dynamicConfigs, gates } = referencesOf(definition, find(context, id));
      const names = [...dynamicConfigs, ...gates].join(', ');
      if (names !== '') {
        throw new AppError('ACTION_REFUSED', `pipeline "${id}" is attached to ${names}`, {
          action: 'Detach it first: PATCH each with releasePipelineID: null.',
        });
      }
      return {
        definition: {
          ...definition,
          pipelines: definition.pipelines.filter(({ name }) => name !== id),
        },
      };
    });
    return { message: 'Pipeline deleted successfully.' };
  },
} satisfies Partial<Record<OperationName, Operation>>;

function pipelineOf(document: object): Pipeline {
  return toPipeline(accept(pipelineSchema, document));
}

function phasesOf(call: Call): PhaseInput[] | undefined {
  return call.body['phases'] as PhaseInput[] | undefined;
}

/** @throws AppError NOT_FOUND */
function find({ definition }: Context, id: string): Pipeline {
  const found = definition.pipelines.find(({ name }) => name === id);
  if (found !== undefined) return found;
  const names = definition.pipelines.map(({ name }) => name).join(', ');
  throw new AppError('NOT_FOUND', `there is no release pipeline "${id}"`, {
    action: names === '' ? 'There is none yet.' : `Known: ${names}.`,
  });
}

function answer(call: Call, id: string): ConsoleAnswer {
  return { message: READ, data: dtoOf(call, find(call.access.context(), id)) };
}

function dtoOf(call: Call, pipeline: Pipeline) {
  const { definition } = call.access.context();
  return {
    ...pipelineToDto(pipeline, call.access.history().ofPipeline(pipeline.name)),
    references: referencesOf(definition, pipeline),
  };
}
