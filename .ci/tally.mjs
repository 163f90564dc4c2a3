// Adds up what .ci/run-stages.mjs left in its results folder: for each stage NN.name, NN.status and NN.seconds, for a
// stage of tests NN.expects-tests and NN.json (Vitest's report), and `seconds` of the whole. The last line is
// "N passed, N failed"; a skipped test, a test file that cannot be loaded, a stage of tests without a test and a stage
// that did not run count as failed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const WHY_LINES = 12;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node .ci/tally.mjs RESULTS_FOLDER');

let passed = 0;
let failed = 0;
for (const number of stages()) {
  const count = countStage(number);
  passed += count.passed;
  failed += count.failed;
  const name = read(`${number}.name`).trim();
  const result = count.failed === 0 ? 'ok    ' : 'FAILED';
  process.stdout.write(`${result} ${secondsOf(`${number}.seconds`)} ${name}${count.note}\n`);
  for (const test of failedTests(number)) process.stdout.write(indented(test));
}
process.stdout.write(`total  ${secondsOf('seconds')}\n`);
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
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, note: noteOf(number) };
}

function countTests(number, isGood) {
  const report = readReport(number);
  if (report === undefined) {
    return { passed: 0, failed: 1, note: noteOf(number) || ' (no report of its tests)' };
  }
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests } = report;
  const skipped = numPendingTests + numTodoTests;
  const reported = numFailedTests + skipped;
  // A file that could not be loaded fails the run without a test that failed; so does a run without a test.
  const isUnreported = reported === 0 && (!isGood || report.success !== true || passed === 0);
  return {
    passed,
    failed: reported + (isUnreported ? 1 : 0),
    note: ` (${passed} passed, ${numFailedTests} failed, ${skipped} skipped)`,
  };
}

/** The tests of a stage that failed, each with the first lines of why: CI may show the end of its output only. */
function failedTests(number) {
  const report = existsSync(path.join(folder, `${number}.json`)) ? readReport(number) : undefined;
  const tests = (report?.testResults ?? []).flatMap(({ name, assertionResults = [] }) =>
    assertionResults.map((test) => ({ file: path.relative(process.cwd(), name ?? ''), ...test })),
  );
  return tests
    .filter(({ status }) => status === 'failed')
    .map(({ file, fullName, failureMessages = [] }) => {
      const why = (failureMessages[0] ?? '').split('\n').filter((line) => !isFrame(line));
      return [`✖ ${file} > ${fullName}`, ...why.slice(0, WHY_LINES).map((line) => `  ${line}`)];
    });
}

/** Whether a line is of a stack: it would take the place of what a command printed. */
function isFrame(line) {
  return /^\s+at .*:\d+:\d+\)?$/.test(line);
}

function indented(lines) {
  return lines.map((line) => `         ${line.slice(0, 400)}\n`).join('');
}

/** Why a stage did not run. */
function noteOf(number) {
  const status = read(`${number}.status`).trim();
  return status.startsWith('not run') ? ` (${status})` : '';
}

function secondsOf(name) {
  const file = path.join(folder, name);
  return `${existsSync(file) ? readFileSync(file, 'utf8').trim() : '-'} s`.padStart(6);
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
