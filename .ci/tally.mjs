// Adds up what .ci/run left in its results folder: for each stage NN.name and NN.status, and for a stage of tests
// NN.expects-tests and NN.json (Vitest's report). The last line is "N passed, N failed"; a skipped test, a test file
// that could not be loaded and a stage of tests without a test count as failed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node .ci/tally.mjs RESULTS_FOLDER');

let passed = 0;
let failed = 0;
for (const number of stages()) {
  const count = countStage(number);
  passed += count.passed;
  failed += count.failed;
  const name = read(`${number}.name`).trim();
  process.stdout.write(`${count.failed === 0 ? 'ok    ' : 'FAILED'} ${name}${count.note}\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function stages() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.name'))
    .map((name) => name.slice(0, -'.name'.length))
    .sort();
}

function countStage(number) {
  const isGood = read(`${number}.status`).trim() === '0';
  if (existsSync(path.join(folder, `${number}.expects-tests`))) return countTests(number, isGood);
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, note: '' };
}

function countTests(number, isGood) {
  const report = readReport(number);
  if (report === undefined) return { passed: 0, failed: 1, note: ' (no report of its tests)' };
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests } = report;
  const skipped = numPendingTests + numTodoTests;
  const told = numFailedTests + skipped;
  // A file that could not be loaded fails the run without a test that failed; so does a run without a test.
  const untold = told === 0 && (!isGood || report.success !== true || passed === 0) ? 1 : 0;
  return {
    passed,
    failed: told + untold,
    note: ` (${passed} passed, ${numFailedTests} failed, ${skipped} skipped)`,
  };
}

function readReport(number) {
  try {
    return JSON.parse(read(`${number}.json`));
  } catch {
    return undefined;
  }
}

function read(name) {
  return readFileSync(path.join(folder, name), 'utf8');
}
