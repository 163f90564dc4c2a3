import { checkCells } from './check-cells.ts';
import { checkMachines } from './check-machines.ts';
import { refusesLiterals, regionLiteralProblems } from './contracts.ts';
import type { Definition } from './definition.ts';
import { checkReferences, type DefinitionProblem } from './references.ts';
import type { WorkspaceDocument } from './schema.ts';
import { checkTargeting } from './targeting-references.ts';
import { checkValues } from './value-problems.ts';

/** The same checks as of a workspace file, for a definition that was put together of several. */
export function checkDefinition(definition: Definition): DefinitionProblem[] {
  return checkDocument(documentOf(definition), definition);
}

/** What a schema cannot say of a document, and of the definition that it makes. */
export function checkDocument(
  document: WorkspaceDocument,
  definition: Definition,
): DefinitionProblem[] {
  return [
    ...checkReferences(document),
    ...checkTargeting(document),
    ...checkCells(document),
    ...checkMachines(document),
    ...checkValues(definition),
    ...(refusesLiterals(definition) ? regionLiteralProblems(definition) : []),
  ];
}

/** What the checks read of a document is the same in a definition, but for keys that hold null there and are absent here. */
function documentOf(definition: Definition): WorkspaceDocument {
  return {
    ...definition,
    dynamicConfigs: definition.dynamicConfigs.map(({ pipeline, schema, ...config }) => ({
      ...config,
      ...(pipeline === null ? {} : { pipeline }),
      ...(schema === null ? {} : { schema }),
    })),
    gates: definition.gates.map(({ pipeline, ...gate }) => ({
      ...gate,
      ...(pipeline === null ? {} : { pipeline }),
    })),
  } as unknown as WorkspaceDocument;
}
