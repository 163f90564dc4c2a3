import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Clock } from '../../../../../orchestrator/common/clock.ts';
import {
  watchDefinition,
  type DefinitionResult,
} from '../../../../../orchestrator/runtime/workspace/definition-watcher.ts';
import { readDefinition } from '../../../../../orchestrator/runtime/workspace/read-definition-file.ts';
import { eventually } from '../../../../support/eventually.ts';
import { tempFolder } from '../../../../support/temp-folder.ts';

/** Sleeps take no time. */
const hastyClock: Clock = { nowMs: () => 0, sleep: () => setImmediate() };

const POLLS = 20;

/** Leaves a mark beside it when it is evaluated. */
const SOURCE = `
import { appendFileSync } from 'node:fs';
import { color } from './lib/color.ts';

appendFileSync('evaluated', '.');
export default {
  environments: [{ name: 'production' }],
  regions: [{ name: 'us-west1', environment: 'production', port: 4401 }],
  dynamicConfigs: [{ name: 'colorteller', defaultValue: { color } }],
};`;

it('evaluates a workspace in TypeScript when a file of it changed, and at no other poll', async () => {
  await using folder = await tempFolder();
  const at = (name: string) => path.join(folder.path, name);
  await mkdir(at('lib'));
  await writeFile(at('lib/color.ts'), "export const color = 'blue';");
  await writeFile(at('colorteller.ts'), SOURCE);
  const { inputs } = await readDefinition(at('colorteller.ts'));
  const readings: DefinitionResult[] = [];
  let unchanged = 0;
  const watcher = watchDefinition({
    file: at('colorteller.ts'),
    inputs,
    clock: hastyClock,
    onReading: (reading) => {
      readings.push(reading);
      return Promise.resolve();
    },
    onUnchanged: () => (unchanged += 1),
    onWatchError: () => undefined,
  });
  try {
    await eventually('many polls', () => (unchanged >= POLLS ? true : undefined));
    expect([readings, await readFile(at('evaluated'), 'utf8')]).toEqual([[], '.']);

    await writeFile(at('lib/color.ts'), "export const color = 'teal';");
    await eventually('a reading', () => readings[0]);
    expect(readings).toMatchObject([
      { definition: { dynamicConfigs: [{ defaultValue: { color: 'teal' } }] } },
    ]);
  } finally {
    await watcher.close();
  }
});

it('finds a second workspace file that comes beside it, and goes on when it is gone', async () => {
  await using folder = await tempFolder();
  const at = (name: string) => path.join(folder.path, name);
  const text = JSON.stringify({
    environments: [{ name: 'production' }],
    regions: [{ name: 'us-west1', environment: 'production', port: 4401 }],
    dynamicConfigs: [{ name: 'colorteller', defaultValue: { color: 'blue' } }],
  });
  await writeFile(at('colorteller.json'), text);
  const { inputs } = await readDefinition(at('colorteller.json'));
  const readings: DefinitionResult[] = [];
  const watcher = watchDefinition({
    file: at('colorteller.json'),
    inputs,
    clock: hastyClock,
    onReading: (reading) => Promise.resolve(void readings.push(reading)),
    onUnchanged: () => undefined,
    onWatchError: () => undefined,
  });
  try {
    await writeFile(at('colorteller.yml'), text);
    await eventually('the problem', () => readings[0]);
    expect(readings).toMatchObject([
      { broken: { message: `${folder.path} has both colorteller.json and colorteller.yml` } },
    ]);
    await rm(at('colorteller.yml'));
    await eventually('another reading', () => readings[1]);
    expect(readings[1]).toMatchObject({ definition: { regions: [{ name: 'us-west1' }] } });
  } finally {
    await watcher.close();
  }
});
