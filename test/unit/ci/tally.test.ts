import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { tempFolder } from '../../support/temp-folder.ts';

interface Stage {
  status: number;
  /** Vitest's report of a stage of tests; null when it wrote none. Left out: no stage of tests. */
  report?: object | null;
}

const tests = (passed: number, failed = 0, pending = 0, todo = 0, success = failed === 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: todo,
  success,
});

async function tally(stages: readonly Stage[]) {
  await using folder = await tempFolder();
  for (const [index, { status, report }] of stages.entries()) {
    const base = path.join(folder.path, String(index + 1).padStart(2, '0'));
    await writeFile(`${base}.name`, `stage ${index + 1}\n`);
    await writeFile(`${base}.status`, `${status}\n`);
    if (report !== undefined) await writeFile(`${base}.expects-tests`, '');
    if (report) await writeFile(`${base}.json`, JSON.stringify(report));
  }
  const { stdout, exitCode } = await execa(
    process.execPath,
    [path.join(packageRoot, '.ci/tally.mjs'), folder.path],
    { reject: false },
  );
  return { lines: stdout.split('\n'), last: stdout.split('\n').at(-1), exitCode };
}

it.each<[string, Stage[], string, number]>([
  ['stages and tests', [{ status: 0 }, { status: 0, report: tests(40) }], '41 passed, 0 failed', 0],
  ['a stage that failed', [{ status: 0 }, { status: 124 }], '1 passed, 1 failed', 1],
  ['tests that failed', [{ status: 1, report: tests(40, 2) }], '40 passed, 2 failed', 1],
  ['skipped tests', [{ status: 0, report: tests(40, 0, 1, 1) }], '40 passed, 2 failed', 1],
  [
    'a file that cannot be loaded',
    [{ status: 1, report: tests(40, 0, 0, 0, false) }],
    '40 passed, 1 failed',
    1,
  ],
  [
    'a run that dies after its tests',
    [{ status: 137, report: tests(40) }],
    '40 passed, 1 failed',
    1,
  ],
  ['a run without tests', [{ status: 0, report: tests(0) }], '0 passed, 1 failed', 1],
  ['a run without a report', [{ status: 0, report: null }], '0 passed, 1 failed', 1],
  ['nothing at all', [], '0 passed, 0 failed', 1],
])('counts %s', async (_, stages, last, exitCode) => {
  expect(await tally(stages)).toMatchObject({ last, exitCode });
});

it('names each failed test at the end, with the first lines of why', async () => {
  const file = path.join(process.cwd(), 'test/x.test.ts');
  const assertionResults = [
    { status: 'passed', fullName: 'works' },
    {
      status: 'failed',
      fullName: 'breaks',
      failureMessages: ['exit code 1\n    at x (a.ts:1:2)\nport in use'],
    },
  ];
  const report = { ...tests(1, 1), testResults: [{ name: file, assertionResults }] };
  const { lines } = await tally([{ status: 1, report }]);
  const at = lines.indexOf('         ✖ test/x.test.ts > breaks');
  expect(lines.slice(at + 1, at + 4)).toEqual([
    '           exit code 1',
    '           port in use',
    'total     - s',
  ]);
});
