import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The layers, lowest first (ARCHITECTURE.md): each may import itself and those before it. */
export const LAYERS = [
  'orchestrator/common',
  'orchestrator/core',
  'orchestrator/ports',
  'infra',
  'orchestrator/runtime',
  'orchestrator/integrations',
  'orchestrator/control-plane',
  'orchestrator/composition',
  'orchestrator/main.ts',
  'scripts',
];

/**
 * Below the layers: the service of a region imports nothing of ours but the evaluation of features, which is pure; the other
 * layers import what it says on the wire.
 */
const SERVICE = 'services/colorteller';

/** Next to it: the router starts, stops and reads its file as the service does; the other layers import how it places. */
const ROUTER = 'services/router';

/** Above them: the page shares types and pure functions of every layer; nothing imports it. */
const PAGE = 'services/dashboard';

/** What the core may import of `common` and of the service: files as pure as the core itself. */
const PURE_COMMON = [
  'clock.ts',
  'errors/app-error.ts',
  'errors/error-codes.ts',
  'field.ts',
  'own.ts',
  'readable.ts',
  'with-any-signal.ts',
];
const PURE_SERVICE = ['color-names.ts', 'color.ts', 'fault-header.ts', 'features.ts'];
const PURE_ROUTER = ['placement.ts'];

/** What the core may import besides our own code: libraries that read neither a clock nor the world. */
const PURE_PACKAGES = ['parse-duration', 'rrule-temporal', 'temporal-polyfill', 'yaml', 'zod'];

const pure = [
  'orchestrator/core/**/*.ts',
  ...PURE_COMMON.map((file) => `orchestrator/common/${file}`),
  ...PURE_SERVICE.map((file) => `${SERVICE}/${file}`),
  ...PURE_ROUTER.map((file) => `${ROUTER}/${file}`),
  'orchestrator/runtime/guardrails/**/*.ts',
  'orchestrator/runtime/traffic/measure/**/*.ts',
  'orchestrator/integrations/alerts/derive/**/*.ts',
  'orchestrator/integrations/metrics/measure/**/*.ts',
];

const filesOf = (layer) => (layer.endsWith('.ts') ? layer : `${layer}/**/*.{ts,tsx}`);

const inFolder = (folder, files) => files.map((file) => `./${folder}/${file}`);

const pureImports = [
  ['orchestrator/common', PURE_COMMON],
  [SERVICE, PURE_SERVICE],
  [ROUTER, PURE_ROUTER],
].flatMap(([folder, files]) => [
  {
    target: './orchestrator/core',
    from: `./${folder}`,
    except: files.map((file) => `./${file}`),
    message: `The core is pure: of ${folder} it imports only what is pure, too (eslint.config.js).`,
  },
  {
    target: inFolder(folder, files),
    from: `./${folder}`,
    except: files.map((file) => `./${file}`),
    message: 'The core imports this file: it has to stay pure.',
  },
]);

const zones = [
  ...[SERVICE, ROUTER, ...LAYERS].map((layer, index, all) => ({
    target: `./${layer}`,
    from: [...all.slice(index + 1), PAGE]
      .filter((other) => layer !== SERVICE || other !== 'orchestrator/core')
      .map((other) => `./${other}`),
    message: `${layer} imports only the layers below it (ARCHITECTURE.md): pass it in instead.`,
  })),
  {
    target: `./${SERVICE}`,
    from: './orchestrator/core',
    except: ['./features'],
    message: 'Of the core the service imports only the evaluation of features.',
  },
  ...pureImports,
  {
    target: `./${PAGE}`,
    from: './scripts',
    except: ['./cli/render', './teaching/workshop/workshop-view.ts'],
    message: 'The pages share only the words of the CLI, and the view of the workshop.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '.ci/', '*.config.js', 'test/example/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['scripts/cli/bin.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Leaves a key out of a copy.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['{infra,orchestrator,scripts,services}/**/*.{ts,tsx}'],
    ignores: [SERVICE, ROUTER, ...LAYERS, PAGE].map(filesOf),
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program',
          message: 'This file is in no layer (ARCHITECTURE.md): move it into one.',
        },
      ],
    },
  },
  {
    files: ['*.config.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: pure,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: `^(?!\\.|(${PURE_PACKAGES.join('|')})$)`, message: 'The core is pure.' },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'fetch', 'crypto', 'performance', 'queueMicrotask'],
        ...['setTimeout', 'setInterval', 'setImmediate'],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The pure core takes time from its events.' },
        { object: 'Math', property: 'random', message: 'The pure core has no randomness.' },
        { object: 'globalThis', message: 'The pure core reaches nothing outside.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date']",
          message: 'The pure core takes time from its events.',
        },
      ],
    },
  },
  {
    files: ['services/dashboard/**/*.{ts,tsx}'],
    rules: {
      // What runs in a browser has no Node: types of the house, and its pure words, are all it takes.
      'no-restricted-imports': ['error', { patterns: ['node:*'] }],
      // Preact takes what a handler gives, a promise too.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false } },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
