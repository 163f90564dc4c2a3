import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, it } from 'vitest';

const { example } = inject('packed');

/** Waits for what does not come, the second until its test would time out: vitest alone would say that it timed out. */
const FAILING = `import { it } from 'vitest';
import { startHarness } from 'colorteller/testing/vitest';

it('turns purple', async () => {
  const harness = await startHarness();
  await harness.when.changes({ color: 'purple' });
  await harness.expectRegion('us-central1').toBe('purple');
});

it('turns purple in time', { timeout: 5_000 }, async () => {
  const harness = await startHarness();
  await harness.expectRegion('us-west1').toBe('purple');
});
`;

/** Line 5 names an environment that is not there. */
const TYPO = `import { defineWorkspace } from 'colorteller/workspace';

export default defineWorkspace({
  environments: [{ name: 'staging' }, { name: 'production' }],
  regions: [{ name: 'us-west1', environment: 'prodction', port: 4401 }],
  dynamicConfigs: [{ name: 'colorteller', defaultValue: { color: 'blue' } }],
});
`;

const run = (command: string, ...args: string[]) =>
  execa(command, args, {
    cwd: example,
    all: true,
    reject: false,
    stdin: 'ignore',
    // The tests in there are not part of this run.
    env: {
      NO_COLOR: '1',
      VITEST: undefined,
      NODE_OPTIONS: undefined,
      NODE_TEST_CONTEXT: undefined,
      // What fails there waits for nothing that could come.
      ...(args.includes('failing') ? { COLORTELLER_TEST_TIMEOUT_SCALE: undefined } : {}),
    },
  });

describe('a project that has installed the package', () => {
  it('asserts colours by vitest', async () => {
    const { all, exitCode } = await run('npm', 'test');
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/Tests {2}6 passed \(6\)/);
  });

  it('sees why an expectation fails, with no configuration, before the test times out', async () => {
    const folder = path.join(example, 'failing');
    await mkdir(folder);
    await writeFile(path.join(folder, 'purple.test.ts'), FAILING);
    try {
      const { all, exitCode } = await run('npx', 'vitest', 'run', '--root', 'failing');
      expect(all).toMatch(
        /AssertionError: us-central1 should be purple and is blue \(waited (?:10s|\d+\.\ds: the test ends after 30s)\)\. \[WAIT_TIMED_OUT\]\n {2}us-central1\n/,
      );
      expect(all).toMatch(
        /us-west1 should be purple and is blue \(waited \d\.\ds: the test ends after 5s\)/,
      );
      expect(all).toContain("next      await harness.when.approves('us-west1')");
      expect(all).toContain('purple.test.ts:7:45');
      expect(all).not.toMatch(/timed out in|Serialized Error/);
      expect(exitCode).toBe(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('asserts colours by node:test', async () => {
    const { all, exitCode } = await run('npm', 'run', 'test:node');
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/pass 3\n/);
  });

  it('compiles strictly, declarations of the package included, but for a name that is not defined', async () => {
    await writeFile(path.join(example, 'typo.ts'), TYPO);
    try {
      const { all, exitCode } = await run('npm', 'run', '--silent', 'check');
      expect(all).toBe(
        `typo.ts(5,33): error TS2820: Type '"prodction"' is not assignable to type '"production" | "staging"'. Did you mean '"production"'?`,
      );
      expect(exitCode).toBe(2);
    } finally {
      await rm(path.join(example, 'typo.ts'));
    }
  });

  it('has a workspace in TypeScript', async () => {
    const { all, exitCode } = await run('npx', 'colorteller', 'lint', '--workspace', '.');
    expect(all).toBe(
      '✔ colorteller.ts: each of 60 regions is in exactly one phase of each of 1 pipelines.',
    );
    expect(exitCode).toBe(0);
  });
});
