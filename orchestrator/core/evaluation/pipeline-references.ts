import { z } from 'zod';
import { list, text } from '../../common/field.ts';
import type { Definition, Pipeline } from '../definition/definition.ts';
import { phaseRegions } from './decide.ts';

export const pipelineReferencesSchema = z
  .object({
    dynamicConfigs: list(z.string(), 'The dynamic configs whose changes go through it'),
    gates: list(z.string(), 'The gates whose changes go through it'),
    phases: list(
      z.object({
        id: text('Its id'),
        regions: list(z.string(), 'The regions to which it gives a change'),
      }),
      'Its phases in order; a region that several of them match is in the first',
    ),
  })
  .describe('The configs and gates that use it, and the regions in its phases');

/** Who a change of a pipeline concerns: the configs and gates that use it, and the regions in its phases. */
export type PipelineReferences = z.infer<typeof pipelineReferencesSchema>;

export function referencesOf(definition: Definition, pipeline: Pipeline): PipelineReferences {
  const users = (configs: readonly { name: string; pipeline: string | null }[]) =>
    configs.filter((config) => config.pipeline === pipeline.name).map(({ name }) => name);
  const regions = phaseRegions(definition, pipeline.phases);
  return {
    dynamicConfigs: users(definition.dynamicConfigs),
    gates: users(definition.gates),
    phases: pipeline.phases.map(({ id }, index) => ({ id, regions: regions[index] ?? [] })),
  };
}
