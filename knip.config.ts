import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'scripts/cli/cli.ts',
    'scripts/testing/{index,vitest}.ts',
    'scripts/dev/bench/main.ts',
    'scripts/dev/bench/bare-specs.ts',
    'scripts/dev/bench/testkit-process.ts',
    'scripts/dev/bench/history-process.ts',
    'scripts/dev/bench/router-middleware.ts',
    'scripts/dev/bench/fleet-orchestrator.ts',
    'infra/index.ts',
    'orchestrator/core/workspace/index.ts',
    'infra/program/index.ts',
    'orchestrator/runtime/workspace/typescript/evaluate.ts',
    'infra/provider/main.ts',
    'infra/policy/run-pack.ts',
    'infra/policy/pack/index.ts',
    'infra/toolchain/download-pulumi.ts',
    'services/{colorteller,router}/main.ts',
    'services/dashboard/{app.tsx,theme.ts,api.ts,store/*.ts,workshop/workshop-app.tsx}',
    'scripts/dev/keep-public-types.ts',
    // A lab is loaded by its name.
    'scripts/teaching/labs/*/{start,verify,solution}.ts',
    'test/**/*.test.ts',
    'test/example/colorteller.ts',
    // The crash test bundles it and runs it in a process of its own.
    'test/support/crash-program.ts',
  ],
  // The build copies its files; nothing imports it.
  ignoreDependencies: ['swagger-ui-dist'],
  ignoreBinaries: [
    'mkfifo',
    'ldd',
    'dockerd',
    'ip',
    'mount',
    'pkill',
    'script',
    'umount',
    'openssl',
    'ssh-keygen',
    'ssh-agent',
    'ssh-add',
  ],
  // Types of an exported function's options and results are documentation, imported or not.
  ignoreExportsUsedInFile: { interface: true, type: true },
  project: ['{infra,orchestrator,services,scripts,test}/**/*.{ts,tsx}'],
};

export default config;
