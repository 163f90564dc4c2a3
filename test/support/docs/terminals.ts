import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { distPath, packageRoot } from '../../../orchestrator/common/package-root.ts';
import { readContact } from '../../../orchestrator/runtime/workspace/contact.ts';
import { createControlClient } from '../../../scripts/cli/client/control-client.ts';
import { eventually } from '../eventually.ts';
import { freeRow } from '../free-port.ts';
import { tempFolder } from '../temp-folder.ts';
import { blockFailure, missingLine, type CommandBlock, type Step } from './command-block.ts';
import { saveFile } from './save-file.ts';
import { staysInForeground, startInForeground, type Foreground } from './foreground.ts';

const TIMEOUT_MS = 120_000;

/** Ports that documents name: 4400 to 4409, and of 4500 and 4600 as many. */
const USUAL_PORT = /\b(4[456])0(\d)\b/g;

/** The terminals of somebody who follows one document, in a folder of their own. Closing them is Ctrl-C in each. */
export interface Terminals extends AsyncDisposable {
  /** @throws Error with the line and the output where a block does not do what the document says. */
  follow(step: Step): Promise<void>;
}

/**
 * Opens them. `npx` knows only this program, from the compiled JavaScript; no Pulumi CLI and no Docker are found, so
 * that every machine runs the same. Usual ports become free ones.
 */
export async function openTerminals(): Promise<Terminals> {
  const folder = await tempFolder();
  const withFreePorts = await usualPortsAsFreeOnes();
  const env = await environmentIn(folder.path);
  const surroundings = {
    cwd: folder.path,
    env: { ...env, COLORTELLER_PORT: withFreePorts('4400') },
  };
  const foreground: Foreground[] = [];
  const interruptAll = async () => {
    for (const one of foreground.splice(0).reverse()) await one.interrupt();
  };

  const finish = async (block: CommandBlock, script: string, exit: number) => {
    const { exitCode, all } = await execa('bash', ['-euo', 'pipefail', '-c', script], {
      ...surroundings,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      all: true,
      timeout: TIMEOUT_MS,
    });
    if (exitCode === exit) return all;
    throw blockFailure(block, `ended with ${String(exitCode)} instead of ${exit}`, all);
  };
  const start = async (block: CommandBlock, script: string) => {
    const started = await startInForeground(block, script, surroundings);
    foreground.push(started);
    return started.output;
  };

  return {
    async follow(block) {
      if (block.kind === 'file') {
        const file = path.join(folder.path, block.file);
        const before = await definitionsIn(path.dirname(file));
        await saveFile(file, withFreePorts(block.text), withFreePorts);
        // A person takes longer to type the next command than `up` to read the file.
        if (before !== undefined) {
          await eventually('the file in effect', async () =>
            (await definitionsIn(path.dirname(file))) === before ? undefined : true,
          );
        }
        return;
      }
      const { run, text, shows } = block;
      if (run.where !== 'here') return;
      if (run.isAfterInterrupt) await interruptAll();
      const script = withFreePorts(text);
      const output = staysInForeground(text)
        ? await start(block, script)
        : await finish(block, script, run.exit);
      const missing = missingLine(output, shows.map(withFreePorts));
      if (missing !== undefined) throw blockFailure(block, `does not print "${missing}"`, output);
    },
    [Symbol.asyncDispose]: async () => {
      try {
        await interruptAll();
      } finally {
        await folder[Symbol.asyncDispose]();
      }
    },
  };
}

/** How often a definition took effect in a workspace; undefined where no orchestrator runs on it. */
async function definitionsIn(workspace: string): Promise<number | undefined> {
  const contact = await readContact(workspace);
  if (contact === undefined) return undefined;
  const events = await createControlClient(contact.url, contact.key).events(0);
  return events.filter(({ event }) => event.type === 'definition-changed').length;
}

/** Side by side, each document gets ports of its own, in the order of the usual ones. */
async function usualPortsAsFreeOnes(): Promise<(text: string) => string> {
  const rows = new Map<string, number>();
  for (const row of ['44', '45', '46']) rows.set(row, await freeRow(10));
  return (text) =>
    text.replaceAll(USUAL_PORT, (_, row: string, digit: string) =>
      String((rows.get(row) ?? 0) + Number(digit)),
    );
}

/** Neither settings nor tools of the person who runs the tests. What is built is there, as in a checkout. */
async function environmentIn(home: string): Promise<Record<string, string>> {
  const bin = path.join(home, '.bin');
  await mkdir(bin);
  await symlink(path.join(packageRoot, 'dist'), path.join(home, 'dist'));
  const npx = path.join(bin, 'npx');
  await writeFile(
    npx,
    `#!/bin/sh
case "$1" in
  colorteller) program='${distPath('scripts/cli/cli.js')}' ;;
  *) echo "npx knows no $1 here" >&2; exit 127 ;;
esac
shift
exec '${process.execPath}' "$program" "$@"
`,
  );
  await chmod(npx, 0o755);
  return {
    HOME: home,
    PATH: [bin, path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    DOCKER_HOST: `unix://${home}/no-docker.sock`,
    TZ: 'UTC',
  };
}
