import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDefinitionFile } from '../../orchestrator/runtime/workspace/read-definition-file.ts';
import { colorteller } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const FORMATS = ['yaml', 'json', 'ts'];

/** The definition of a new workspace; ports are those that are free. */
async function startedFrom(folder: string, format: string) {
  const { stdout } = await colorteller(['init', folder, '--format', format, '--json']);
  const { file, next } = JSON.parse(stdout) as { file: string; next: string[] };
  const { definition } = await readDefinitionFile(file);
  const regions = definition.regions.map((region) => ({ ...region, port: 0 }));
  return { definition: { ...definition, regions }, text: await readFile(file, 'utf8'), next };
}

describe('init', () => {
  it('writes the same workspace in each language, with its comments', async () => {
    await using folder = await tempFolder();
    const [yaml, json, ts] = await Promise.all(
      FORMATS.map((format) => startedFrom(path.join(folder.path, format), format)),
    );
    expect(json?.definition).toEqual(yaml?.definition);
    expect(ts?.definition).toEqual(yaml?.definition);
    const comments = Array.from((yaml?.text ?? '').matchAll(/# (\S.+)$/gm), ([, text]) => text);
    expect(comments.length).toBeGreaterThan(5);
    for (const comment of comments) expect(ts?.text).toContain(`// ${comment}\n`);
    expect(JSON.parse(json?.text ?? '')).toMatchObject({
      'x-notes': { regions: 'One ColorTeller service per region answers on its loopback port.' },
    });
    expect(ts?.next).toEqual([
      'npm install --save-dev colorteller',
      expect.stringMatching(/^npx colorteller lint --workspace \S+\/ts$/),
      expect.stringMatching(/^npx colorteller up --workspace \S+\/ts$/),
    ]);
  });

  it('overwrites no workspace file, whatever its language', async () => {
    await using folder = await tempFolder();
    await colorteller(['init', folder.path, '--format', 'ts']);
    const { exitCode, stderr } = await colorteller(['init', folder.path]);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('colorteller.ts is there already [BAD_INPUT]'),
    ]);
  });

  it('refuses a file in the place of its folder', async () => {
    await using folder = await tempFolder();
    const file = path.join(folder.path, 'file');
    await writeFile(file, '');
    const { exitCode, stderr } = await colorteller(['init', file]);
    expect([exitCode, stderr.replaceAll(/\s+/g, ' ').trim()]).toEqual([
      2,
      `error the workspace ${file} cannot be used: ${file} is a file, not a folder [BAD_INPUT] next Name a folder that you can write to.`,
    ]);
  });

  it('makes the usual workspace where no folder is named', async () => {
    await using folder = await tempFolder();
    const { stdout } = await colorteller(['init'], { COLORTELLER_WORKSPACE: folder.path });
    expect(stdout).toContain('colorteller.yaml is written: two regions, two phases.');
  });
});
