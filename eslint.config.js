import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The line of the data: each folder may import itself and the folders before it, never one after it. */
const flow = [
  './orchestrator/errors',
  './services/colorteller',
  './orchestrator/definition',
  './orchestrator/targeting',
  './orchestrator/faults',
  './orchestrator/pipeline',
  './orchestrator/evaluation',
  './orchestrator/specs',
  './orchestrator/store',
  './orchestrator/rehearsal',
  './orchestrator/previews',
  './orchestrator/interpreter',
  './orchestrator/guardrails',
  './infra/program',
  './infra/sources',
  './infra/engine',
  './infra/provider',
  './orchestrator/observation',
  './orchestrator/traffic',
  './orchestrator/loop',
  './orchestrator/gitops',
  './orchestrator/plan',
  './orchestrator/versions',
  './orchestrator/alerts',
  './orchestrator/metrics',
  './orchestrator/exposures',
  './orchestrator/control-plane',
];

const flowZones = flow.slice(0, -1).map((target, index) => ({
  target,
  from: flow.slice(index + 1),
  message: 'This import goes back up the line of the data (ARCHITECTURE.md): pass it in instead.',
}));

const pure = [
  'orchestrator/pipeline/**/*.ts',
  'orchestrator/targeting/**/*.ts',
  'orchestrator/evaluation/**/*.ts',
  'orchestrator/specs/**/*.ts',
  'orchestrator/rehearsal/**/*.ts',
  'orchestrator/previews/**/*.ts',
  'orchestrator/alerts/derive/**/*.ts',
  'orchestrator/metrics/measure/**/*.ts',
  'orchestrator/faults/**/*.ts',
  'orchestrator/guardrails/**/*.ts',
  'orchestrator/traffic/measure/**/*.ts',
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '.ci/', '*.config.js', 'test/example/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...flowZones,
            {
              target: './services/colorteller',
              from: ['./orchestrator', './infra', './scripts', './services/dashboard'],
              message: 'A service runs alone in its container: it imports nothing of ours.',
            },
            {
              target: ['./orchestrator', './infra', './services/colorteller'],
              from: ['./scripts', './services/dashboard'],
              message: 'The CLI and the page are clients of the house, never the other way round.',
            },
            {
              target: './services/dashboard',
              from: './scripts',
              except: ['./render', './workshop/workshop-view.ts'],
              message: 'The pages share only the words of the CLI, and what the presenter is told.',
            },
            {
              target: './scripts',
              from: './services/dashboard',
              message: 'The page is a client of its own.',
            },
          ],
        },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['*.config.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: pure,
    rules: {
      'no-restricted-imports': ['error', { patterns: ['node:*'] }],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The pure core takes time from its events.' },
        { object: 'Math', property: 'random', message: 'The pure core has no randomness.' },
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
