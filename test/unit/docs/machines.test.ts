import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { costOf } from '../../../orchestrator/core/definition/machines.ts';
import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../orchestrator/core/definition/walkthrough.ts';
import { withSections } from '../../support/docs/save-file.ts';

const starter = walkthroughFile(WALKTHROUGH_PORTS);

it('docs/guides/workspace-file.md says which machine its region gets, and what it costs', async () => {
  const guide = await readFile(path.join(packageRoot, 'docs/guides/workspace-file.md'), 'utf8');
  const [, part = ''] = /```yaml\n(regions:[^]+?prices:[^]+?)```/.exec(guide) ?? [];
  const [cost] = costOf(parseDefinition(withSections(starter, part), 'workspace-file.md'));
  expect(cost?.regions).toMatchObject([{ machine: 'acorn-2', fitting: 2, usdPerMonth: 61.32 }]);
  expect(guide).toContain(
    'gets `acorn-2`, the cheaper of the two that have two processors: $61.32 a',
  );
});

it('the prices of a new workspace fit what it says that a region may ask for', () => {
  const asks = '{ cpu: 2, memoryMb: 2048 }';
  expect(starter).toContain(`machine: ${asks}, gets`);
  const priced = starter.replace('{ name: us-west1, ', `{ name: us-west1, machine: ${asks}, `);
  const [cost] = costOf(parseDefinition(priced, 'colorteller.yaml'));
  expect(cost?.regions).toMatchObject([{ machine: 'acorn-2', fitting: 2 }]);
});
