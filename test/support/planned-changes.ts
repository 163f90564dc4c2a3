import type { Operation } from '../../orchestrator/ports/update-event.ts';
import type { PlannedChange, Difference } from '../../orchestrator/ports/planned-change.ts';

const TYPES = {
  Container: 'docker:index/container:Container',
  RegionConfig: 'colorteller:index:RegionConfig',
  Machine: 'colorteller:index:Machine',
  Network: 'docker:index/network:Network',
};

/** A change of a resource by a text such as `update RegionConfig west`. */
export function plannedChange(text: string, differences: Difference[] = []): PlannedChange {
  const [operation = '', kind = '', name = ''] = text.split(' ');
  const type = TYPES[kind as keyof typeof TYPES];
  return {
    urn: `urn:pulumi:s::colorteller::${type}::${name}`,
    type,
    name,
    operation: operation as Operation,
    properties: [],
    differences,
  };
}
