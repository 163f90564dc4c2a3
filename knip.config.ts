import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'scripts/cli.ts',
    'scripts/bench/main.ts',
    'infra/index.ts',
    'infra/provider/main.ts',
    'services/colorteller/main.ts',
    'test/**/*.test.ts',
    'test/support/build.ts',
  ],
  project: ['{infra,orchestrator,services,scripts,test}/**/*.ts'],
};

export default config;
