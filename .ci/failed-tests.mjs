// Prints the tests that failed by a report of Vitest, with the first lines of why: node .ci/failed-tests.mjs REPORT
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const WHY_LINES = 40;

const [file] = process.argv.slice(2);
for (const suite of readReport(file).testResults ?? []) {
  const name = path.relative(process.cwd(), suite.name);
  const failed = suite.assertionResults.filter(({ status }) => status === 'failed');
  // A file that could not be loaded has no test that failed.
  if (failed.length === 0 && suite.status === 'failed') print(name, [suite.message]);
  for (const test of failed) print(`${name} > ${test.fullName}`, test.failureMessages);
}

function print(name, messages) {
  const why = messages.join('\n').split('\n').slice(0, WHY_LINES);
  process.stdout.write(`✖ ${name}\n${why.map((line) => `    ${line.slice(0, 300)}\n`).join('')}`);
}

function readReport(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return {};
  }
}
