/** The tests that run on Node.js 24, too: those of what depends on the version of Node.js. All others run once. */
export const ON_NODE_24 = [
  {
    why: 'npm 11 packs and installs differently, and the installed command finds its Node.js',
    files: ['test/package/npx.test.ts', 'test/package/example.test.ts'],
  },
  {
    why: 'the command line as a process: flags that it starts children with, streams, exit codes',
    files: [
      'test/integration/cli-json.test.ts',
      'test/integration/cli-status.test.ts',
      'test/integration/cli-completion.test.ts',
    ],
  },
  {
    why: "native code and Node's own module hooks: Statsig's SDK, and what of Pulumi's SDK is loaded",
    files: [
      'test/contract/statsig-sdk.test.ts',
      'test/contract/statsig-evaluation.test.ts',
      'test/contract/sdk-fleet.test.ts',
      'test/integration/cli-sdk.test.ts',
      'test/integration/sdk-preload.test.ts',
      'test/unit/infra/engine/pulumi-parts.test.ts',
      'test/integration/provider-plugin.test.ts',
    ],
  },
  {
    why: 'signals, crashes, files and unhandled rejections are of the runtime',
    files: [
      'test/integration/crash.test.ts',
      'test/integration/unhandled-rejections.test.ts',
      'test/integration/disk-full.test.ts',
      'test/contract/process-runtime.test.ts',
      'test/contract/event-store.test.ts',
    ],
  },
  {
    why: "the runtime's own fetch, HTTP server and TLS",
    files: ['test/integration/listen.test.ts', 'test/integration/streams.test.ts'],
  },
];
