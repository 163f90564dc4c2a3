import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../orchestrator/core/definition/walkthrough.ts';
import { colorteller } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CHANGE = ['rehearse', '--change', '{"color":"purple"}', '--json', '--workspace'];

describe('a workspace file in JSON', () => {
  it('is read as one in YAML, and is the only one', async () => {
    await using folder = await tempFolder();
    const text = JSON.stringify(parse(walkthroughFile(WALKTHROUGH_PORTS)), null, 2);
    await writeFile(path.join(folder.path, 'colorteller.json'), text);
    const { stdout, exitCode } = await colorteller([...CHANGE, folder.path]);
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { pipeline: 'region-by-region' }]);
    expect(await readdir(folder.path)).toEqual(['colorteller.json']);
    expect(await readFile(path.join(folder.path, 'colorteller.json'), 'utf8')).toBe(text);
  });

  it.each([
    ['colorteller.json', 'colorteller.yaml', 'has both colorteller.yaml and colorteller.json'],
    ['colorteller.json', 'colorteller.ts', 'has both colorteller.json and colorteller.ts'],
  ])('%s beside %s is refused, as either could be meant', async (one, other, problem) => {
    await using folder = await tempFolder();
    for (const name of [one, other]) await writeFile(path.join(folder.path, name), '{}');
    const { stderr, exitCode } = await colorteller([...CHANGE, folder.path]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(problem)]);
  });
});
