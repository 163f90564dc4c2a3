/**
 * Runs schemathesis against a console API of ours, by Statsig's published document (no server error, and no answer
 * outside its schemas), and by our own (no status either that it leaves out). Installs what it needs into the cache folder, outside the checkout. Needs a build (`npm run build`)
 * and python3 with venv.
 *
 * Usage: node .ci/schemathesis.mjs [--max-examples N] [--seed N]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { controlPlane } from '../orchestrator/control-plane/app.ts';
import { listen } from '../orchestrator/control-plane/server/listen.ts';
import { isSameKey } from '../orchestrator/control-plane/middleware/require-key.ts';
import { createSdkService } from '../orchestrator/control-plane/statsig/sdk-service.ts';
import { createStreams } from '../orchestrator/control-plane/streams/streams.ts';
import { parseDefinition } from '../orchestrator/core/definition/parse.ts';
import { walkthroughFile } from '../orchestrator/core/definition/walkthrough.ts';
import { adoptDefinition } from '../orchestrator/runtime/interpreter/adopt-definition.ts';
import { createInterpreter } from '../orchestrator/runtime/interpreter/interpreter.ts';
import { createMemoryEventStore } from '../orchestrator/runtime/store/memory-event-store.ts';
import { openWorkspaceKeys } from '../orchestrator/control-plane/keys/workspace-keys.ts';
import { realClock } from '../orchestrator/common/real-clock.ts';

const VERSION = '4.32.5';
const KEY = 'console-schemathesis';
const DOCUMENT = path.resolve('orchestrator/control-plane/openapi/statsig-console-api.json');

/** The ids of what is there, so that requests reach it. */
const IDS = {
  '/gates/': { id: 'a_gate', ruleID: 'third' },
  '/dynamic_configs/': { id: 'colorteller', ruleId: 'germans' },
  '/release_pipelines/': { id: 'region-by-region' },
  '/release_pipeline_triggers/': { id: 'rel-1' },
};

const CONFIG = Object.entries(IDS)
  .map(([part, ids]) => {
    const parameters = Object.entries(ids).map(([name, id]) => `"path.${name}" = "${id}"`);
    return `[[operations]]\ninclude-path-regex = "${part}"\nparameters = { ${parameters.join(', ')} }\n`;
  })
  .join('\n');

/** Wrong requests are answered with statuses that the published document leaves out; see docs/reference/console-api.md. */
const CHECKS = 'not_a_server_error,response_schema_conformance,content_type_conformance';
const OWN_CHECKS = `${CHECKS},status_code_conformance`;

const { values } = parseArgs({
  options: {
    'max-examples': { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});

process.exitCode = await main();

async function main() {
  const schemathesis = install();
  console.log(
    `schemathesis ${VERSION}, seed ${values.seed}: --seed ${values.seed} repeats this run`,
  );
  const published = await check(schemathesis, () => DOCUMENT, CHECKS);
  const own = await check(schemathesis, (url) => `${url}/console/v1/openapi.json`, OWN_CHECKS);
  return published && own ? 0 : 1;
}

/** Whether a new server passes the checks by a document, and had no fault of its own. */
async function check(schemathesis, documentOf, checks) {
  const server = await serve();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'schemathesis-'));
  try {
    const document = documentOf(server.url);
    console.log(`\n=== by ${document}: ${checks}`);
    const config = path.join(folder, 'schemathesis.toml');
    writeFileSync(config, CONFIG);
    const status = await run(
      schemathesis,
      [
        ...['--config-file', config, 'run', document],
        ...['--url', server.url, '--header', `STATSIG-API-KEY: ${KEY}`],
        ...['--checks', checks, '--max-examples', values['max-examples'], '--seed', values.seed],
        ...['--no-color', '--warnings', 'off', '--generation-database', 'none'],
      ],
      folder,
    );
    if (server.faults.length > 0) console.error('faults of the server:', server.faults);
    console.log(`events that it wrote: ${server.events()}`);
    return status === 0 && server.faults.length === 0;
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A control plane on a log in memory, with a gate that another asks, so that it stays, and a release under way. */
async function serve() {
  const rule = `
    rules:
      - name: germans
        conditions: [{ type: country, operator: any, targetValue: [de] }]
        returnValue: { color: gold }`;
  const text = `${walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 })}
gates:
  - { name: a_gate, rules: [{ name: third, passPercentage: 30 }] }
  - { name: asks_it, rules: [{ name: r, conditions: [{ type: passes_gate, targetValue: a_gate }] }] }
`.replace('defaultValue: { color: blue }', `defaultValue: { color: blue }${rule}`);
  const definition = parseDefinition(text, 'colorteller.yaml');
  const faults = [];
  const interpreter = createInterpreter({
    definition,
    store: createMemoryEventStore(),
    clock: realClock,
    onRefusedAtReplay: () => undefined,
    onTimerFailure: (error) => faults.push(error),
  });
  interpreter.start();
  await adoptDefinition(interpreter, definition);
  const by = { actor: 'schemathesis', reason: null };
  const change = { defaultValue: { color: 'purple' } };
  await interpreter.submit({ type: 'config-changed', config: 'colorteller', change, ...by });
  const isKey = isSameKey(KEY);
  const nowMs = () => realClock.nowMs();
  const view = () => ({});
  const app = controlPlane({
    interpreter,
    nowMs,
    streams: createStreams({ interpreter, view, clock: realClock }),
    // There is no such folder, and so no key of an SDK.
    sdk: createSdkService({ interpreter, keys: openWorkspaceKeys('none'), realNowMs: nowMs })
      .routes,
    present: () => {
      throw new Error('nothing is evaluated here');
    },
    source: { decide: () => Promise.reject(new Error('nothing is decided here')) },
    view,
    simulatedClock: null,
    stackSpec: () => undefined,
    key: KEY,
    isConsoleKey: isKey,
    isEvaluationKey: isKey,
    realNowMs: nowMs,
    onShutdown: () => undefined,
    onInternalError: (error) => faults.push(error),
  });
  const server = await listen(app, { port: 0 });
  return {
    url: `http://127.0.0.1:${server.port}`,
    faults,
    events: () => interpreter.lastSeq(),
    close: async () => {
      await server.close();
      await interpreter.close();
    },
  };
}

/** The path of schemathesis, installed once per version. */
function install() {
  const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
  const venv = path.join(cache, 'colorteller', `schemathesis-${VERSION}`);
  const executable = path.join(venv, 'bin', 'schemathesis');
  if (existsSync(path.join(venv, 'complete'))) return executable;
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(path.dirname(venv), { recursive: true });
  must('python3', ['-m', 'venv', venv]);
  must(path.join(venv, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
  writeFileSync(path.join(venv, 'complete'), '');
  return executable;
}

function must(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
