// What CI runs: lanes side by side, the stages of a lane one after another. A lane starts nothing that the other lane
// would disturb: all that drives Docker is in the second, and the benchmarks wait until nothing else runs. Both lanes
// take about as long.
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { ON_NODE_24 } from './node-24.mjs';

/** The second Node.js that tests run on, from npm, outside the checkout. */
const NODE_24 = '24.9.0';
const NODE_24_PACKAGE = `node-linux-${process.arch}`;
const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
const node24 = path.join(cache, 'colorteller', `node-${NODE_24}`);
const node24Path = {
  PATH: `${path.join(node24, 'node_modules', NODE_24_PACKAGE, 'bin')}:${process.env.PATH ?? ''}`,
};

// Programs that tests start. At this run level the packages start no service.
const PACKAGES = 'postgresql openssl openssh-server openssh-client curl chromium fonts-dejavu-core';
const INSTALL_PACKAGES = `dpkg -s ${PACKAGES} >/dev/null 2>&1 && exit
export RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive
apt-get update && apt-get install -y --no-install-recommends ${PACKAGES}`;

const cli = (...args) => ['node', 'dist/scripts/cli/cli.js', ...args];
const demo = (...args) => [
  'npm',
  'run',
  'demo',
  '--',
  '--auto',
  '--port',
  '0',
  '--engine',
  ...args,
];

/** `npm ci` has built dist/; a build by a suite would change it under the one that runs beside it. */
const suite = (...command) => ({
  tests: true,
  command,
  // The lanes share the cores: what waits for a condition may wait longer.
  env: { DIST_IS_BUILT: '1', COLORTELLER_TEST_TIMEOUT_SCALE: '3' },
});
const npmSuite = (script) => suite('npm', 'run', script, '--');
const vitest = ['npx', 'vitest', 'run'];
// The tests that `npm test` shortens, at their full length: those that ask test/support/exhaustive.ts how long they are.
const EXHAUSTIVE = `exec npm run test:exhaustive -- test/property $(grep -rl support/exhaustive test --include='*.test.ts') "$@"`;
const PROJECTS_ON_NODE_24 = ['unit', 'contract', 'integration', 'package'];

/**
 * A stage fails when its command fails or takes longer than `minutes`, which are generous: machines differ.
 * `needs` names the stages that have to pass before it, `after` those that have to end. A stage with `tests` takes
 * Vitest's options and counts as the tests of its report.
 */
export const lanes = [
  [
    { name: 'npm ci', minutes: 5, command: ['npm', 'ci'] },
    { name: 'npm run check', minutes: 8, needs: ['npm ci'], command: ['npm', 'run', 'check'] },
    { name: 'npm test', minutes: 20, needs: ['npm ci'], ...npmSuite('test') },
    {
      name: 'npm run test:exhaustive, of what npm test shortens',
      minutes: 30,
      needs: ['npm ci'],
      ...suite('bash', '-c', EXHAUSTIVE, '_'),
    },
    {
      name: 'npm run test:schemathesis',
      minutes: 10,
      needs: ['npm ci'],
      command: ['npm', 'run', 'test:schemathesis'],
    },
    {
      name: `Node.js ${NODE_24} from npm`,
      minutes: 5,
      command: [
        ...['npm', 'install', '--prefix', node24, '--no-save', '--no-package-lock'],
        `${NODE_24_PACKAGE}@${NODE_24}`,
      ],
    },
    {
      // npm names the Node.js that runs it; the one on PATH runs its scripts.
      name: `npm runs on Node.js ${NODE_24}`,
      minutes: 1,
      needs: [`Node.js ${NODE_24} from npm`],
      env: node24Path,
      command: [
        ...['bash', '-c'],
        `npm version --json && npm version --json | grep -q '"node": "${NODE_24}"' && [ "$(node -v)" = v${NODE_24} ]`,
      ],
    },
    {
      name: `what can differ on Node.js ${NODE_24}`,
      minutes: 20,
      needs: ['npm ci', 'setup --docker', `npm runs on Node.js ${NODE_24}`],
      ...suite(
        ...vitest,
        ...PROJECTS_ON_NODE_24.flatMap((project) => ['--project', project]),
        ...ON_NODE_24.flatMap(({ files }) => files),
      ),
      env: { ...node24Path, DIST_IS_BUILT: '1', COLORTELLER_TEST_TIMEOUT_SCALE: '3' },
    },
  ],
  [
    { name: 'packages for tests', minutes: 8, command: ['bash', '-c', INSTALL_PACKAGES] },
    // On a new machine this builds Pulumi from Go modules: minutes of downloads and of one core.
    { name: 'setup', minutes: 20, needs: ['npm ci'], command: cli('setup') },
    {
      name: 'setup --docker',
      minutes: 10,
      needs: ['npm ci', 'setup'],
      command: cli('setup', '--docker'),
    },
    {
      name: 'npm run test:real',
      minutes: 35,
      needs: ['setup --docker', 'packages for tests'],
      ...npmSuite('test:real'),
    },
    {
      name: 'npm run test:package',
      minutes: 15,
      needs: ['setup --docker'],
      ...npmSuite('test:package'),
    },
    {
      name: 'demo: embedded, processes',
      minutes: 4,
      needs: ['npm ci'],
      command: demo('embedded', '--runtime', 'process'),
    },
    {
      name: 'demo: pulumi, docker',
      minutes: 5,
      needs: ['setup --docker'],
      command: demo('pulumi', '--runtime', 'docker'),
    },
    {
      name: 'demo: regions ask by themselves',
      minutes: 5,
      needs: ['setup --docker'],
      command: demo('pulumi', '--runtime', 'docker', '--config-source', 'statsig'),
    },
    { name: 'npm run test:guides', minutes: 25, needs: ['npm ci'], ...npmSuite('test:guides') },
    {
      name: 'npm run test:e2e',
      minutes: 15,
      needs: ['npm ci', 'packages for tests'],
      ...npmSuite('test:e2e'),
    },
    {
      name: 'bench',
      minutes: 20,
      needs: ['setup --docker'],
      // It measures, and so it runs alone.
      after: [`what can differ on Node.js ${NODE_24}`],
      command: ['npm', 'run', 'bench', '--', '--json'],
    },
  ],
];
