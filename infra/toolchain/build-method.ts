import { cp } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { executableName } from './find-executable.ts';
import { findGo, MINIMUM_GO_VERSION } from './find-go.ts';
import { PULUMI_VERSION } from './find-pulumi.ts';
import type { InstallMethod } from './install-pulumi.ts';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import { step, withHeartbeat, type InstallContext } from './progress.ts';
import { ProgramFailed, runInGroup } from './run-in-group.ts';
import { makeFolder } from '../../orchestrator/common/make-folder.ts';

const PACKAGE = 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi';
const VERSION_VARIABLE = 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version';

/** A build of the CLI from Go modules with pinned checksums: where only package registries are reached. */
export const buildMethod: InstallMethod = {
  name: 'go build',
  async run(folder, context) {
    const go = await requireGo(context.env);
    const build = { go, folder, context, env: await buildEnv(folder, context.env) };
    try {
      const packages = await fetchModules(build);
      await compile(build, packages);
    } catch (error) {
      if (!(error instanceof ProgramFailed)) throw error;
      throw new AppError('SETUP_FAILED', `The build with ${go} failed: ${error.message}.`, {
        action: buildAdvice(error.tail),
        details: { output: error.tail },
        cause: error,
      });
    }
  },
};

interface Build {
  /** Absolute path of the Go command. */
  go: string;
  folder: string;
  env: NodeJS.ProcessEnv;
  context: InstallContext;
}

async function requireGo(env: NodeJS.ProcessEnv): Promise<string> {
  const go = await findGo(env);
  if (go.status === 'ok') return go.command;
  throw new AppError(
    'SETUP_FAILED',
    `A build needs Go ${MINIMUM_GO_VERSION} or newer: ${go.problem}.`,
    {
      action: `Install Go ${MINIMUM_GO_VERSION} or newer (go.dev/dl), or the Pulumi CLI itself (pulumi.com/docs/install), then run: npx colorteller setup`,
    },
  );
}

/** Go's settings of the person stay, save those that would change what is built or where its temporary files go. */
async function buildEnv(folder: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  await cp(path.join(packageRoot, 'infra/toolchain/pulumi-cli'), sourceFolder(folder), {
    recursive: true,
  });
  const temporary = path.join(folder, 'tmp');
  await makeFolder(temporary);
  return { ...env, CGO_ENABLED: '0', GOWORK: 'off', GOTMPDIR: temporary, GOOS: '', GOARCH: '' };
}

function sourceFolder(folder: string): string {
  return path.join(folder, 'src');
}

/** Downloads what the build needs and counts the packages to compile. */
async function fetchModules({ go, folder, env, context }: Build): Promise<number> {
  let modules = 0;
  let packages = 0;
  return step(
    context,
    'Getting the Go modules of the Pulumi CLI (about 1 GB unpacked, cached by Go)',
    () =>
      withHeartbeat(context, {
        says: () => `${modules} modules downloaded`,
        run: async () => {
          await runInGroup({
            command: go,
            args: ['list', '-mod=readonly', '-deps', PACKAGE],
            cwd: sourceFolder(folder),
            env,
            signal: context.signal,
            onLine: (line) => {
              if (line.startsWith('go: downloading ')) modules++;
              else packages++;
            },
          });
          return packages;
        },
      }),
  );
}

async function compile({ go, folder, env, context }: Build, packages: number): Promise<void> {
  let compiled = 0;
  const output = path.join(folder, 'bin', executableName('pulumi'));
  const what = `Compiling the Pulumi CLI v${PULUMI_VERSION} (3 to 4 minutes on 2 cores, less the second time)`;
  await step(context, what, () =>
    withHeartbeat(context, {
      says: () => `${compiled} of ${packages} packages compiled`,
      run: () =>
        runInGroup({
          command: go,
          args: [
            ...['build', '-mod=readonly', '-trimpath', '-buildvcs=false', '-v'],
            ...['-ldflags', `-s -w -X ${VERSION_VARIABLE}=v${PULUMI_VERSION}`],
            ...['-o', output, PACKAGE],
          ],
          cwd: sourceFolder(folder),
          env,
          signal: context.signal,
          onLine: (line) => {
            if (!line.startsWith('go: ')) compiled++;
          },
        }),
    }),
  );
}

const CAUSES: readonly { pattern: RegExp; advice: string }[] = [
  {
    pattern: /no space left on device/i,
    advice: 'Free about 5 GB of disk (or point GOCACHE and GOMODCACHE at a larger one)',
  },
  {
    pattern: /signal: killed|out of memory|cannot allocate memory/i,
    advice:
      'The build ran out of memory: free about 2 GB, or set GOFLAGS=-p=1 to build one package at a time',
  },
  {
    pattern: /checksum mismatch|SECURITY ERROR|missing go\.sum entry/i,
    advice:
      'A module differs from the pinned one: check what serves your Go modules (go env GOPROXY)',
  },
  {
    pattern:
      /dial tcp|no such host|i\/o timeout|connection refused|proxyconnect|TLS handshake|: 40[37]|: 5\d\d/i,
    advice:
      'Go modules cannot be reached: check the network, or set GOPROXY to a module proxy that can be',
  },
];

/** What to try after a failed Go build, read from its last lines of output. */
export function buildAdvice(tail: readonly string[]): string {
  const text = tail.join('\n');
  const advice = CAUSES.find(({ pattern }) => pattern.test(text))?.advice;
  const again = 'npx colorteller setup (what Go has downloaded and compiled so far is cached)';
  return advice === undefined
    ? `Run again: ${again}; or install the Pulumi CLI by hand (pulumi.com/docs/install)`
    : `${advice}; then run: ${again}`;
}
