import { Document, isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { WorkspaceInput } from '../../orchestrator/core/workspace/written.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../orchestrator/core/definition/walkthrough.ts';
import { freePortBlocks } from './free-ports.ts';

/** A workspace as its file says it, such as `defineWorkspace` returns it; the port of a region may be left out. */
export type TestDefinition = Omit<WorkspaceInput, 'regions'> & {
  readonly regions: readonly (Omit<WorkspaceInput['regions'][number], 'port'> & {
    readonly port?: number;
  })[];
};

/**
 * Gives every region free ports, whatever ports the definition names, so that tests never collide.
 * @param definition text of a workspace file, or what it says; default: the walkthrough's.
 * @param program that the workspace gets, whatever the definition says. Default: none.
 * @returns the text of a workspace file.
 */
export async function assignPorts(
  definition: string | TestDefinition = walkthroughFile(WALKTHROUGH_PORTS),
  program?: string,
): Promise<string> {
  const isText = typeof definition === 'string';
  const document = isText ? parseDocument(definition) : new Document(definition);
  const regions = regionsOf(document);
  const ports = await freePortBlocks(regions.map(replicasOf));
  regions.forEach((region, index) => region.set('port', ports[index]));
  if (program !== undefined) document.set('program', program);
  // Invalid YAML is left to the parser, which reports the line.
  return isText && document.errors.length > 0 ? definition : document.toString();
}

function regionsOf(document: Document.Parsed | Document): YAMLMap[] {
  const regions = document.get('regions');
  return isSeq(regions) ? regions.items.filter((item) => isMap(item)) : [];
}

function replicasOf(region: YAMLMap): number {
  const replicas = region.get('replicas');
  return typeof replicas === 'number' && replicas >= 1 && replicas <= 10 ? replicas : 1;
}
