import { Command } from 'commander';
import { workspaceJsonSchema } from '../../orchestrator/definition/schema.ts';
import type { CommandContext } from '../command-context.ts';

/** `schema`: the JSON Schema of a workspace file, made from the same schema that reads it. */
export function schemaCommand(context: CommandContext): Command {
  return new Command('schema')
    .summary('print the JSON Schema of a workspace file')
    .description('Print the JSON Schema of a workspace file, so that an editor completes it.')
    .addHelpText(
      'after',
      `
An editor with the YAML language server reads the schema that the first line of colorteller.yaml names:
  # yaml-language-server: $schema=./colorteller.schema.json

Examples:
  $ colorteller schema > .colorteller/colorteller.schema.json`,
    )
    .action(() => {
      context.stdout.write(`${JSON.stringify(workspaceJsonSchema(), null, 2)}\n`);
    });
}
