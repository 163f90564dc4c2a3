import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import { readContact } from '../../../orchestrator/runtime/workspace/contact.ts';
import { WORKSPACE_FILE_JSON } from '../../../orchestrator/core/definition/walkthrough.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { createKey } from '../../../orchestrator/control-plane/keys/key-file.ts';
import { openWorkspace } from '../../../orchestrator/runtime/workspace/workspace.ts';
import { createControlClient, type ControlClient } from '../../cli/client/control-client.ts';

/** An orchestrator in a process of its own, for SDKs. */
export interface SdkServer {
  url: string;
  pid: number;
  /** A server key. */
  key: string;
  client: ControlClient;
  close: () => Promise<void>;
}

/** The config that changes reach everyone of at once. */
export const CHANGED_CONFIG = 'speed';
/** Further configs beside it, as many as a team may have. */
const OTHER_CONFIGS = 100;

/** @throws AppError INTERNAL when it does not start. */
export async function startSdkServer(): Promise<SdkServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-bench-'));
  // A new workspace knows a port that is free.
  const { definition } = await openWorkspace(path.join(folder, 'ports'), { ports: 'any' });
  const file = path.join(folder, WORKSPACE_FILE_JSON);
  await writeFile(file, JSON.stringify(workspace(definition.regions[0]?.port)));
  const { key } = await createKey(
    folder,
    { kind: 'server', environment: 'production' },
    Date.now(),
  );
  const args = ['--json', '--port', '0', '--engine', 'embedded', '--runtime', 'process'];
  const child = execa(
    process.execPath,
    [
      distPath('scripts/cli/cli.js'),
      'up',
      ...args,
      '--source',
      'in-process',
      '--workspace',
      folder,
    ],
    { reject: false, stdin: 'ignore', buffer: { stdout: false, stderr: true } },
  );
  const close = async () => {
    // As Ctrl-C does: it removes the region too.
    child.kill('SIGINT');
    await child;
    await rm(folder, { recursive: true, force: true });
  };
  const isReady = await firstLine(child.stdout);
  const contact = await readContact(folder);
  if (!isReady || contact === undefined) {
    await close();
    throw new AppError('INTERNAL', `the orchestrator did not start: ${(await child).stderr}`);
  }
  const client = createControlClient(contact.url, contact.key);
  return { url: contact.url, pid: contact.pid, key, client, close };
}

/** Resolves to false when there is none. */
function firstLine(stream: NodeJS.ReadableStream): Promise<boolean> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: stream });
    lines.once('line', () => resolve(true));
    lines.once('close', () => resolve(false));
  });
}

function workspace(port: number | undefined): object {
  return {
    environments: [{ name: 'production' }],
    regions: [{ name: 'us-west1', environment: 'production', port }],
    dynamicConfigs: [
      { name: 'colorteller', defaultValue: { color: 'blue' } },
      { name: CHANGED_CONFIG, defaultValue: { n: 0 } },
      ...Array.from({ length: OTHER_CONFIGS }, (_, n) => ({
        name: `config-${n}`,
        defaultValue: { limit: n, message: `what config ${n} says`, isOn: n % 2 === 0 },
      })),
    ],
    pipelines: [],
  };
}
