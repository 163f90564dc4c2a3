import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { startHarness } from '../../scripts/testing/index.ts';
import { OWN_PROGRAM, OWN_SERVICE, ownWorkspace } from '../support/own-program.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('the real Pulumi CLI deploys containers by a program of its own, and a release replaces them phase by phase', async () => {
  await using folder = await tempFolder();
  const program = pathToFileURL(path.join(folder.path, 'own.ts'));
  await writeFile(program, OWN_PROGRAM);
  await writeFile(path.join(folder.path, 'service.ts'), OWN_SERVICE);
  const definition = ownWorkspace([4401, 4402]).replace('returnValue: false', 'returnValue: true');
  await using harness = await startHarness({
    ...{ definition, program, engine: 'pulumi', runtime: 'docker' },
  });
  await harness.expectRegion('us-west1').toBe('blue');
  await harness.expectRegion('us-central1').toBe('blue');
  await harness.when.changes({ color: 'purple' });
  const { changes } = (await harness.client.plan(undefined, AbortSignal.timeout(60_000)))
    .regions[0]!;
  expect(changes.map(({ operation, name }) => `${operation} ${name}`)).toEqual([
    'replace us-west1',
  ]);
  await harness.when.approves('west');
  await harness.expectRegion('us-west1').toBe('purple');
  expect(await harness.colors()).toEqual({ 'us-west1': 'purple', 'us-central1': 'blue' });
  const { stacks } = await harness.state();
  expect(stacks.map(({ failure }) => failure)).toEqual([null, null]);
});
