import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { workspaceJsonSchema } from '../../../orchestrator/core/definition/schema.ts';
import type { CommandContext } from '../command-context.ts';
import { verbNamed } from '../console/resources.ts';
import type { Verb } from '../console/verb.ts';
import { OUTPUT_SCHEMAS, outputNamed, type OutputName } from '../outputs/output-schemas.ts';

interface SchemaOptions {
  output?: Output;
}

/** `schema [--output NAME]`: the JSON Schema of a workspace file, or of what a command prints with `--json`. */
export function schemaCommand(context: CommandContext): Command {
  return new Command('schema')
    .description(
      'Print the JSON Schema of the workspace file, for completion in an editor, or of the output of a command with --json.',
    )
    .addOption(
      new Option(
        '--output <name>',
        "the output of this command with --json, such as 'keys rotate'; action: approve and other actions; error: errors on standard error",
      )
        .choices(Object.keys(OUTPUT_SCHEMAS))
        .argParser(parseOutput),
    )
    .addHelpText(
      'after',
      `
An editor with the YAML language server reads the schema that the first line of colorteller.yaml names:
  # yaml-language-server: $schema=./colorteller.schema.json

Examples:
  $ colorteller schema > .colorteller/colorteller.schema.json
  $ colorteller schema --output status
  $ colorteller schema --output 'gates list'`,
    )
    .action(async ({ output }: SchemaOptions) => {
      const schema = output === undefined ? workspaceJsonSchema() : await schemaOf(output);
      context.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
}

type Output = { name: OutputName } | { verb: Verb };

function parseOutput(words: string): Output {
  const name = outputNamed(words);
  if (name !== undefined) return { name };
  const verb = verbNamed(words);
  if (verb !== undefined) return { verb };
  throw new InvalidArgumentError('must name a command with --json');
}

async function schemaOf(output: Output): Promise<unknown> {
  if ('name' in output) return z.toJSONSchema(OUTPUT_SCHEMAS[output.name]);
  // Loaded on demand: the OpenAPI document is large.
  const { resourceSchema } = await import('../outputs/resource.ts');
  return resourceSchema(output.verb);
}
