import { Command, Option } from 'commander';
import { z } from 'zod';
import { workspaceJsonSchema } from '../../orchestrator/definition/schema.ts';
import type { CommandContext } from '../command-context.ts';
import { OUTPUT_SCHEMAS } from '../output-schemas.ts';

interface SchemaOptions {
  output?: keyof typeof OUTPUT_SCHEMAS;
}

/** `schema [--output NAME]`: the JSON Schema of a workspace file, or of what a command prints with `--json`. */
export function schemaCommand(context: CommandContext): Command {
  return new Command('schema')
    .summary('print the JSON Schema of a workspace file, or of an output')
    .description(
      'Print the JSON Schema of a workspace file, so that an editor completes it; or of what a command prints with --json.',
    )
    .addOption(
      new Option(
        '--output <name>',
        'what a command prints with --json; action: approve and the like; error: on standard error',
      ).choices(Object.keys(OUTPUT_SCHEMAS)),
    )
    .addHelpText(
      'after',
      `
An editor with the YAML language server reads the schema that the first line of colorteller.yaml names:
  # yaml-language-server: $schema=./colorteller.schema.json

Examples:
  $ colorteller schema > .colorteller/colorteller.schema.json
  $ colorteller schema --output status`,
    )
    .action(({ output }: SchemaOptions) => {
      const schema =
        output === undefined ? workspaceJsonSchema() : z.toJSONSchema(OUTPUT_SCHEMAS[output]);
      context.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
}
