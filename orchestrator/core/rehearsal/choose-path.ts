import type { Definition } from '../definition/definition.ts';
import { AppError } from '../../common/errors/app-error.ts';

/** What is rehearsed where the person left it out: a config, and the definition in which it goes through the pipeline. */
export interface RehearsalPath {
  config: string;
  definition: Definition;
}

/**
 * Finds the config to rehearse; with both named, the config is rehearsed as if it were attached to that pipeline.
 * @throws AppError BAD_INPUT naming what there is, or UNKNOWN_CONFIG.
 */
export function choosePath(
  definition: Definition,
  requested: { pipeline?: string; config?: string },
): RehearsalPath {
  const { pipeline } = requested;
  checkPipeline(definition, pipeline);
  const config = requested.config ?? onlyConfig(definition, pipeline);
  const configNames = definition.dynamicConfigs.map(({ name }) => name);
  if (!configNames.includes(config)) {
    throw new AppError('UNKNOWN_CONFIG', `there is no dynamic config "${config}"`, {
      action: `Known: ${configNames.join(', ')}.`,
    });
  }
  if (pipeline === undefined) return { config, definition };
  const dynamicConfigs = definition.dynamicConfigs.map((dynamicConfig) =>
    dynamicConfig.name === config ? { ...dynamicConfig, pipeline } : dynamicConfig,
  );
  return { config, definition: { ...definition, dynamicConfigs } };
}

function checkPipeline({ pipelines }: Definition, pipeline: string | undefined): void {
  if (pipeline === undefined || pipelines.some(({ name }) => name === pipeline)) return;
  throw new AppError('BAD_INPUT', `there is no pipeline "${pipeline}"`, {
    action: `Known: ${pipelines.map(({ name }) => name).join(', ') || 'none'}.`,
  });
}

function onlyConfig({ dynamicConfigs }: Definition, pipeline: string | undefined): string {
  const attached = dynamicConfigs.filter((config) =>
    pipeline === undefined ? config.pipeline !== null : config.pipeline === pipeline,
  );
  const [only] = attached;
  if (only !== undefined && attached.length === 1) return only.name;
  const through = pipeline === undefined ? 'a pipeline' : `pipeline "${pipeline}"`;
  const found = attached.map(({ name }) => name).join(', ') || 'none';
  throw new AppError('BAD_INPUT', `the configs that go through ${through} are: ${found}`, {
    action: `Name one with --config: ${dynamicConfigs.map(({ name }) => name).join(', ')}.`,
  });
}
