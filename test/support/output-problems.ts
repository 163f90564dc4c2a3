import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { packageVersion } from '../../orchestrator/common/package-root.ts';
import { ourDocument } from '../../orchestrator/control-plane/openapi/our-document.ts';
import { verbNamed } from '../../scripts/cli/console/resources.ts';
import {
  OUTPUT_SCHEMAS,
  outputNamed,
  type OutputName,
} from '../../scripts/cli/outputs/output-schemas.ts';
import { resourceSchema } from '../../scripts/cli/outputs/resource.ts';
import { createOpenApiValidator } from './openapi-validator.ts';

/** What is wrong with a line of JSON by the schema of the command that printed it; nothing when it fits. */
function lineProblems([first = '', second = '']: readonly string[], line: string): unknown[] {
  const words = [`${first} ${second}`, first, `${first} list`];
  const name = words.map(outputNamed).find((found) => found !== undefined);
  if (name !== undefined) return outputProblems(name, line);
  const verb = words.map(verbNamed).find((found) => found !== undefined);
  if (verb === undefined) return [`no schema of ${first} ${second}`];
  const { $ref, ...message } = resourceSchema(verb);
  const schema =
    typeof $ref === 'string'
      ? { $ref: $ref.replace('openapi.json', '') }
      : { ...message, $schema: undefined };
  return openApiProblems()(schema, JSON.parse(line));
}

const validators = new Map<OutputName, ValidateFunction>();

/** The same for an output that is named. */
export function outputProblems(name: OutputName, line: string): unknown[] {
  const validate =
    validators.get(name) ??
    new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(
      z.toJSONSchema(OUTPUT_SCHEMAS[name]),
    );
  validators.set(name, validate);
  return validate(JSON.parse(line)) ? [] : (validate.errors ?? []);
}

let problems: ReturnType<typeof createOpenApiValidator> | undefined;

function openApiProblems() {
  return (problems ??= createOpenApiValidator(ourDocument(packageVersion())));
}

/** @throws Error when a command has printed a line with `--json` that does not fit its schema. */
export function checkOutput(args: readonly string[], stdout: string): void {
  // Without --out the export itself is printed.
  if (!args.includes('--json') || (args[0] === 'export' && !args.includes('--out'))) return;
  for (const line of stdout.split('\n').filter((one) => one !== '')) {
    const wrong = lineProblems(args, line);
    if (wrong.length > 0) {
      throw new Error(`${args.join(' ')} printed ${line}: ${JSON.stringify(wrong)}`);
    }
  }
}
