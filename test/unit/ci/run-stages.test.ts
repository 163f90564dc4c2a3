import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { untilPasses } from '../../support/eventually.ts';
import { tempFolder } from '../../support/temp-folder.ts';

interface Stage {
  name: string;
  minutes: number;
  needs?: string[];
  after?: string[];
  command: string[];
}

const stage = (name: string, script: string, more: Partial<Stage> = {}): Stage => ({
  name,
  minutes: 1,
  command: ['sh', '-c', script],
  ...more,
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function run(...lanes: Stage[][]) {
  await using folder = await tempFolder();
  const file = path.join(folder.path, 'stages.mjs');
  await writeFile(file, `export const lanes = ${JSON.stringify(lanes)};\n`);
  const { stdout, exitCode } = await execa(
    process.execPath,
    [path.join(packageRoot, '.ci/run-stages.mjs'), file],
    { reject: false, cwd: folder.path },
  );
  return { stdout, exitCode, last: stdout.split('\n').at(-1) };
}

describe('the stages of CI', () => {
  it('run side by side in two lanes, one after another in each', async () => {
    // Each lane waits for a file of the other.
    const waitFor = (file: string) => `until [ -e ${file} ]; do sleep 0.05; done`;
    const { last, exitCode } = await run(
      [stage('first', 'touch one'), stage('second', `[ -e one ] && ${waitFor('two')}`)],
      [stage('beside', `${waitFor('one')}; touch two`)],
    );
    expect([last, exitCode]).toEqual(['3 passed, 0 failed', 0]);
  });

  it('do not run without what they need, and count as failed then', async () => {
    const { stdout, last, exitCode } = await run(
      [stage('broken', 'echo why; exit 3'), stage('needy', 'touch ran', { needs: ['broken'] })],
      [stage('patient', '[ ! -e ran ]', { after: ['needy'] })],
    );
    expect(stdout).toMatch(/=== broken: FAILED \(3\) after \d+ s\n\s+\| why\n/);
    expect(stdout).toContain('=== needy: NOT RUN: it needs "broken"\n');
    expect(stdout).toMatch(/FAILED +- s needy \(not run: it needs "broken"\)\n/);
    expect([last, exitCode]).toEqual(['1 passed, 2 failed', 1]);
  });

  it('end at their deadline, with the processes that they started', async () => {
    const { stdout, last } = await run([
      stage('endless', 'sleep 1000 & echo $!; wait', { minutes: 0.01 }),
    ]);
    expect(stdout).toContain('=== endless: FAILED (timed out after 0 min)');
    expect(last).toBe('0 passed, 1 failed');
    const pid = Number(/\| (\d+)\n/.exec(stdout)?.[1]);
    await untilPasses(() => expect(isAlive(pid)).toBe(false));
  });

  it('end with their durations, and that of all', async () => {
    const { stdout } = await run([stage('quick', 'true')]);
    expect(stdout).toMatch(/\nok +\d+ s quick\ntotal +\d+ s\n1 passed, 0 failed$/);
  });

  it('may need and follow only stages that exist', async () => {
    const { exitCode } = await run([stage('lonely', 'true', { after: ['nothing'] })]);
    expect(exitCode).toBe(1);
  });
});

it('every file that Node.js 24 runs exists', async () => {
  const text = await readFile(path.join(packageRoot, '.ci/node-24.mjs'), 'utf8');
  const files = text.match(/test\/[\w/.-]+\.test\.ts/g) ?? [];
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => !existsSync(path.join(packageRoot, file)))).toEqual([]);
});
