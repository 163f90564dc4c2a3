/**
 * Runs schemathesis against a console API of ours, by Statsig's published document (no server error, and no answer
 * outside its schemas), and by our own (no status either that it leaves out). Installs what it needs into the cache folder, outside the checkout. Needs a build (`npm run build`)
 * and python3 with venv.
 *
 * Both at the same time: the published document by a fixed seed, ours by one of the day, so that each day tries others.
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
import { consoleOperations } from '../orchestrator/control-plane/console/operations.ts';
import {
  CONSOLE_PREFIX,
  publishedOperations,
} from '../orchestrator/control-plane/openapi/published-document.ts';
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

const FILE = `${walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 })
  .replace(
    'dynamicConfigs:',
    `dynamicConfigs:
  - { name: on_its_way, pipeline: region-by-region, defaultValue: { color: blue } }
  - name: a_config
    defaultValue: { color: blue }
    rules:
      - name: germans
        conditions: [{ type: country, operator: any, targetValue: [de] }]
        returnValue: { color: gold }`,
  )
  .replace(
    'pipelines:',
    `pipelines:
  - { name: a_pipeline, phases: [{ name: one, rules: [{ name: all, conditions: [{ type: public }] }] }] }`,
  )}
gates:
  - { name: a_gate, rules: [{ name: third, passPercentage: 30 }] }
`;
const VERSION = '4.32.5';
const KEY = 'console-schemathesis';
const DOCUMENT = path.resolve('orchestrator/control-plane/openapi/statsig-console-api.json');

/** The ids of what is there, so that requests reach it: the first part that a path has counts. */
const IDS = {
  '/gates/': { id: 'a_gate', ruleID: 'third' },
  '/dynamic_configs/': { id: 'a_config', ruleId: 'germans' },
  '/release_pipelines/': { id: 'a_pipeline' },
  '/release_pipeline_triggers/.*/unpause': { id: 'rel-2' },
  '/release_pipeline_triggers/': { id: 'rel-1' },
};

const CONFIG = Object.entries(IDS)
  .map(([part, ids]) => {
    const parameters = Object.entries(ids).map(([name, id]) => `"path.${name}" = "${id}"`);
    return `[[operations]]\ninclude-path-regex = "${part}"\nparameters = { ${parameters.join(', ')} }\n`;
  })
  .join('\n');

/** Every other body names the phase that is current: else no action on a release would ever get further. */
const HOOKS = `import schemathesis

@schemathesis.hook
def map_body(context, body):
    if isinstance(body, dict) and isinstance(body.get("phaseID"), str) and len(body["phaseID"]) % 2 == 0:
        return {**body, "phaseID": "us-west1"}
    return body
`;

/** Wrong requests are answered with statuses that the published document leaves out; see docs/reference/console-api.md. */
const CHECKS = 'not_a_server_error,response_schema_conformance,content_type_conformance';
const OWN_CHECKS = `${CHECKS},status_code_conformance`;

/** Every operation that is served, with what its addresses look like. */
const SERVED = new Map(
  [...publishedOperations.keys()]
    .filter((name) => consoleOperations[name] !== undefined)
    .map((name) => {
      const [method, template] = name.split(' ');
      const pattern = template.replaceAll(/\{\w+\}/g, '[^/]+');
      return [name, new RegExp(`^${method} ${CONSOLE_PREFIX}${pattern}$`)];
    }),
);

const FIXED_SEED = '1';
/** The same for everyone on one day. */
const SEED_OF_THE_DAY = new Date().toISOString().slice(0, 10).replaceAll('-', '');

const { values } = parseArgs({
  options: {
    'max-examples': { type: 'string', default: '30' },
    /** Of both runs. */
    seed: { type: 'string' },
  },
});

process.exitCode = await main();

async function main() {
  const schemathesis = install();
  const results = await Promise.all([
    check(schemathesis, {
      document: () => DOCUMENT,
      checks: CHECKS,
      seed: values.seed ?? FIXED_SEED,
    }),
    check(schemathesis, {
      document: (url) => `${url}/console/v1/openapi.json`,
      checks: OWN_CHECKS,
      seed: values.seed ?? SEED_OF_THE_DAY,
    }),
  ]);
  return results.every(Boolean) ? 0 : 1;
}

/** Whether a new server passes the checks by a document, had no fault of its own, and let every action on a release happen. */
async function check(schemathesis, { document, checks, seed }) {
  const server = await serve();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'schemathesis-'));
  try {
    const config = path.join(folder, 'schemathesis.toml');
    const hooks = path.join(folder, 'hooks.py');
    writeFileSync(config, CONFIG);
    writeFileSync(hooks, HOOKS);
    const { status, output } = await run(
      schemathesis,
      [
        ...['--config-file', config, 'run', document(server.url)],
        ...['--url', server.url, '--header', `STATSIG-API-KEY: ${KEY}`],
        ...['--checks', checks, '--max-examples', values['max-examples'], '--seed', seed],
        ...['--no-color', '--warnings', 'off', '--generation-database', 'none'],
      ],
      { cwd: folder, env: { ...process.env, SCHEMATHESIS_HOOKS: hooks } },
    );
    console.log(`\n=== by ${document(server.url)}: ${checks}`);
    console.log(`schemathesis ${VERSION}: --seed ${seed} repeats this run\n${output}`);
    if (server.faults.length > 0) console.error('faults of the server:', server.faults);
    const unreached = server.unreached();
    if (unreached.length > 0) console.error('never answered with success:', unreached);
    return (
      status === 0 &&
      server.faults.length === 0 &&
      !unreached.some((operation) => operation.includes('trigger'))
    );
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A control plane that begins anew when a request has changed what {@link IDS} names: else the first abort would leave
 * nothing for the requests after it.
 */
async function serve() {
  const faults = [];
  const succeeded = new Set();
  let world = await createWorld(faults);
  const handle = async (request, response) => {
    if (!world.isAsAtStart()) {
      await world.close();
      world = await createWorld(faults);
    }
    response.once('finish', () => {
      if (response.statusCode >= 300) return;
      succeeded.add(operationOf(request.method, request.originalUrl.split('?')[0]));
    });
    world.app(request, response);
  };
  const server = await listen(handle, { port: 0 });
  return {
    url: `http://127.0.0.1:${server.port}`,
    faults,
    unreached: () => [...SERVED.keys()].filter((name) => !succeeded.has(name)),
    close: async () => {
      await server.close();
      await world.close();
    },
  };
}

function operationOf(method, address) {
  return [...SERVED].find(([, pattern]) => pattern.test(`${method} ${address}`))?.[0];
}

/** A control plane on a log in memory: things to read, change and delete, a release that waits, and one that is paused. */
async function createWorld(faults) {
  const definition = parseDefinition(FILE, 'colorteller.yaml');
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
  for (const config of ['colorteller', 'on_its_way']) {
    await interpreter.submit({ type: 'config-changed', config, change, ...by });
  }
  await interpreter.submit({ type: 'release-paused', release: 'rel-2', phase: 'us-west1', ...by });
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
  const named = () => {
    const { configs, activeReleases } = interpreter.state();
    const { gates, dynamicConfigs, pipelines } = interpreter.definition();
    const names = ['a_gate', 'a_config', 'a_pipeline'];
    const defined = [...gates, ...dynamicConfigs, ...pipelines].filter(({ name }) =>
      names.includes(name),
    );
    return JSON.stringify([defined, configs.a_gate, configs.a_config, activeReleases]);
  };
  const atStart = named();
  return {
    close: () => interpreter.close(),
    app,
    isAsAtStart: () => named() === atStart,
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

/** What a command printed, and its status. */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}
