// Runs stages in lanes side by side, and prints what became of each at its end: node .ci/run-stages.mjs STAGES_FILE
// The file exports `lanes`; .ci/stages.mjs says what a stage is. Exits with the status of .ci/tally.mjs.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** However slow the machine is, all of it ends before CI gives up, and says what it did. */
const LIMIT_MINUTES = 85;
const KILL_AFTER_MS = 15_000;
const LOG_LINES = 60;

const { lanes } = await import(pathToFileURL(path.resolve(process.argv[2])).href);
const results = mkdtempSync(path.join(os.tmpdir(), 'ci-results-'));
const startedAtMs = Date.now();
const runningGroups = new Set();

const ends = new Map(lanes.flat().map(({ name }) => [name, deferred()]));
checkNames();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stopAll(signal));
process.once('exit', () => rmSync(results, { recursive: true, force: true }));

let number = 0;
const numbered = lanes.map((stages) => stages.map((stage) => ({ ...stage, number: ++number })));
await Promise.all(numbered.map(runLane));
writeFileSync(path.join(results, 'seconds'), String(secondsSince(startedAtMs)));
const { status } = spawnSync('node', [path.join(import.meta.dirname, 'tally.mjs'), results], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;

async function runLane(lane, index) {
  for (const stage of lane) {
    const isGood = await runStage(stage, index).catch((error) => {
      write(stage, 'status', String(error));
      return false;
    });
    ends.get(stage.name).resolve(isGood);
  }
}

async function runStage(stage, lane) {
  write(stage, 'name', stage.name);
  if (stage.tests === true) write(stage, 'expects-tests', '');
  const failed = await firstThatFailed(stage);
  if (failed !== undefined) return isNotRun(stage, `it needs "${failed}"`);
  const leftMs = startedAtMs + LIMIT_MINUTES * 60_000 - Date.now();
  if (leftMs <= 0) return isNotRun(stage, `${LIMIT_MINUTES} minutes are over`);
  print(`--- lane ${lane + 1}: ${stage.name}\n`);
  const stageStartedAtMs = Date.now();
  const status = await runCommand(stage, lane, Math.min(stage.minutes * 60_000, leftMs));
  const seconds = secondsSince(stageStartedAtMs);
  write(stage, 'status', String(status));
  write(stage, 'seconds', String(seconds));
  if (status === 0) print(`=== ${stage.name}: ok in ${seconds} s\n`);
  else print(`=== ${stage.name}: FAILED (${status}) after ${seconds} s\n${whatFailed(stage)}`);
  return status === 0;
}

async function firstThatFailed({ needs = [], after = [] }) {
  for (const name of after) await ends.get(name).promise;
  for (const name of needs) if (!(await ends.get(name).promise)) return name;
  return undefined;
}

function isNotRun(stage, why) {
  write(stage, 'status', `not run: ${why}`);
  print(`=== ${stage.name}: NOT RUN: ${why}\n`);
  return false;
}

/** The exit status, or the signal that ended it. Output goes to a file, so that no daemon left behind holds ours open. */
function runCommand(stage, lane, timeoutMs) {
  const [program, ...args] = commandOf(stage);
  const log = openSync(fileOf(stage, 'log'), 'w');
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', log, log],
      // Suites of different lanes take different ports: test/support/free-port.ts.
      env: { ...process.env, TEST_LANE: String(lane), ...stage.env },
      // A group of its own, so that all of it is stopped.
      detached: true,
    });
    closeSync(log);
    let isLate = false;
    let kill;
    const timeout = setTimeout(() => {
      isLate = true;
      stopGroup(child, 'SIGTERM');
      kill = setTimeout(() => stopGroup(child, 'SIGKILL'), KILL_AFTER_MS);
    }, timeoutMs);
    const end = (status) => {
      clearTimeout(timeout);
      clearTimeout(kill);
      runningGroups.delete(child);
      resolve(isLate ? `timed out after ${Math.round(timeoutMs / 60_000)} min` : status);
    };
    runningGroups.add(child);
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(code ?? signal));
  });
}

function commandOf(stage) {
  if (stage.tests !== true) return stage.command;
  const report = `--outputFile.json=${fileOf(stage, 'json')}`;
  return [...stage.command, '--reporter=default', '--reporter=json', report];
}

function whatFailed(stage) {
  const failedTests = path.join(import.meta.dirname, 'failed-tests.mjs');
  const { stdout } = spawnSync('node', [failedTests, fileOf(stage, 'json')], { encoding: 'utf8' });
  const lines = readFileSync(fileOf(stage, 'log'), 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
  return `${stdout.replaceAll(/^/gm, '    ').trimEnd()}\n${lines.map((line) => `    | ${line}\n`).join('')}`;
}

function stopGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
}

function stopAll(signal) {
  for (const child of runningGroups) stopGroup(child, 'SIGTERM');
  print(`stopped by ${signal}\n`);
  process.exit(130);
}

function checkNames() {
  const named = lanes.flat().flatMap(({ needs = [], after = [] }) => [...needs, ...after]);
  const unknown = named.filter((name) => !ends.has(name));
  if (unknown.length > 0) throw new Error(`no stage is called ${unknown.join(', ')}`);
}

function secondsSince(ms) {
  return Math.round((Date.now() - ms) / 1000);
}

function deferred() {
  let resolve;
  const promise = new Promise((take) => (resolve = take));
  return { promise, resolve };
}

function print(text) {
  process.stdout.write(text);
}

function write(stage, kind, text) {
  writeFileSync(fileOf(stage, kind), `${text}\n`);
}

function fileOf({ number }, kind) {
  return path.join(results, `${String(number).padStart(2, '0')}.${kind}`);
}
