import { Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { nearest } from '../../../orchestrator/core/definition/nearest.ts';
import {
  referencesOf,
  type PipelineReferences,
} from '../../../orchestrator/core/evaluation/pipeline-references.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { readCurrentState } from '../read-current-state.ts';
import { tree, wrap } from '../render/layout.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { workspaceOption } from './workspace-option.ts';

/** A pipeline with its references, as `--json` prints it. */
type NamedReferences = PipelineReferences & { pipeline: string };

/** `references [NAME]`: whom a change of a pipeline concerns; of a region, config or gate: its pipelines. */
export function referencesCommand(context: CommandContext): Command {
  return new Command('references')
    .description(
      'Show the dynamic configs and gates that use each pipeline, and the regions in each of its phases. With the name of a region, dynamic config or gate: only the pipelines that it is in. Of the running orchestrator, else of the workspace.',
    )
    .argument('[name]', 'a pipeline, region, dynamic config or gate')
    .addOption(workspaceOption())
    .option('--json', 'print one line of JSON per pipeline')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller references\n  $ colorteller references region-by-region\n  $ colorteller references us-west1 --json',
    )
    .action(async (name: string | undefined, { target, json }: { target: Target; json?: true }) => {
      const { references, names } = await readReferences(target);
      if (name !== undefined && !names.includes(name)) throw unknown(name, names);
      const shown =
        name === undefined
          ? references
          : references.flatMap((pipeline) => narrowed(pipeline, name) ?? []);
      context.stdout.write(
        json === true
          ? shown.map((pipeline) => `${JSON.stringify(pipeline)}\n`).join('')
          : renderReferences(paintFor(context.stdout), shown, name),
      );
    });
}

interface Known {
  references: NamedReferences[];
  /** Everything that can be asked about. */
  names: string[];
}

/** Asks the orchestrator; where none is running on the workspace, reads its log and file. */
async function readReferences(target: Target): Promise<Known> {
  try {
    const { pipelines, regions, configs } = await (await connect(target)).state();
    return {
      references: pipelines.map(({ name, references }) => ({ pipeline: name, ...references })),
      names: [...pipelines, ...regions].map(({ name }) => name).concat(Object.keys(configs)),
    };
  } catch (error) {
    const isNotRunning = error instanceof AppError && error.code === 'NOT_RUNNING';
    if (!isNotRunning || target.kind !== 'workspace') throw error;
  }
  const { definition } = await readCurrentState(target.folder);
  const { pipelines, regions, dynamicConfigs, gates } = definition;
  return {
    references: pipelines.map((pipeline) => ({
      pipeline: pipeline.name,
      ...referencesOf(definition, pipeline),
    })),
    names: [...pipelines, ...regions, ...dynamicConfigs, ...gates].map(({ name }) => name),
  };
}

function unknown(name: string, names: readonly string[]): AppError {
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : `Did you mean "${meant}"? `;
  return new AppError(
    'NOT_FOUND',
    `there is no pipeline, region, dynamic config or gate "${name}"`,
    { action: `${hint}Known: ${[...new Set(names)].join(', ')}.` },
  );
}

/** Whole where the name is of the pipeline or of a user of it, of a region only its phase; undefined: it is not in there. */
function narrowed(references: NamedReferences, name: string): NamedReferences | undefined {
  const { pipeline, dynamicConfigs, gates } = references;
  if ([pipeline, ...dynamicConfigs, ...gates].includes(name)) return references;
  const phases = references.phases.filter(({ regions }) => regions.includes(name));
  return phases.length === 0
    ? undefined
    : { ...references, phases: phases.map(({ id }) => ({ id, regions: [name] })) };
}

function renderReferences(paint: Paint, all: readonly NamedReferences[], name?: string): string {
  if (all.length === 0) {
    return name === undefined ? 'There are no pipelines.\n' : `"${name}" is in no pipeline.\n`;
  }
  const lines = all.flatMap(({ pipeline, dynamicConfigs, gates, phases }) => [
    paint('bold', pipeline),
    ...tree([
      { lines: [`used by ${usersText(dynamicConfigs, gates)}`] },
      ...phases.map(({ id, regions }) => ({
        lines: [`phase "${id}": ${regions.join(', ') || 'no region'}`],
      })),
    ]),
  ]);
  return wrap(paint, `${lines.join('\n')}\n`);
}

function usersText(dynamicConfigs: readonly string[], gates: readonly string[]): string {
  const users = [
    ...dynamicConfigs.map((config) => `dynamic config "${config}"`),
    ...gates.map((gate) => `gate "${gate}"`),
  ];
  return users.join(', ') || 'nothing';
}
