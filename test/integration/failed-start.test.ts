import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Cleanup, startOrUndo } from '../../orchestrator/composition/cleanup.ts';
import type { OrchestratorParts } from '../../orchestrator/composition/dependencies.ts';
import { startOrchestrator } from '../../orchestrator/composition/orchestrator.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { createSimulatedClock } from '../../orchestrator/common/simulated-clock.ts';
import { LOOPBACK } from '../../orchestrator/control-plane/server/access.ts';
import { run, type RunOptions } from '../../orchestrator/main.ts';
import { createFaultGate } from '../../orchestrator/core/faults/fault-gate.ts';
import { createFaultRegistry } from '../../orchestrator/core/faults/fault-registry.ts';
import type { Engine } from '../../orchestrator/ports/engine.ts';
import { createMemoryEventStore } from '../../orchestrator/runtime/store/memory-event-store.ts';
import { lockOwner } from '../../orchestrator/runtime/store/workspace-lock.ts';
import { runForeground } from '../../scripts/cli/run-foreground.ts';
import { capturedContext } from '../support/captured-context.ts';
import { colorteller, EMBEDDED } from '../support/cli.ts';
import { scaled } from '../support/deadlines.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { walkthrough } from '../support/walkthrough.ts';

const BROKEN = new Error('it does not start');
const fail = () => Promise.reject(BROKEN);
const none = () => Promise.resolve();

const optionsOf = (workspace: string): RunOptions => ({
  workspace,
  port: 0,
  loopEveryMs: null,
  newRegionPorts: 'any',
  engine: 'embedded',
  runtime: 'process',
  provider: 'own',
  source: 'in-process',
  env: process.env,
});

/** What keeps this process alive: listeners, connections, processes and timers. */
function openResources(): string[] {
  const kinds = /^(TCP|Pipe|Process|FSEvent|Timeout|StatWatcher)/;
  return process.getActiveResourcesInfo().filter((kind) => kinds.test(kind));
}

/** A closed watcher or socket takes a moment to be gone; what others had open before may close, too. */
async function expectNothingOpenedSince(before: readonly string[]): Promise<void> {
  const opened = () =>
    openResources()
      .reduce<string[]>(
        (rest, kind) => {
          const place = rest.indexOf(kind);
          return place < 0 ? [...rest, `+${kind}`] : rest.filter((_, index) => index !== place);
        },
        [...before],
      )
      .filter((kind) => kind.startsWith('+'));
  await expect.poll(opened, { timeout: scaled(10_000) }).toEqual([]);
}

/** Makes it impossible to write a file of the workspace. */
const obstruct = (folder: string, file: string) =>
  mkdir(path.join(folder, file, 'in-the-way'), { recursive: true });

const engine: Engine = {
  name: 'embedded',
  up: fail,
  preview: fail,
  destroy: fail,
  stacks: () => Promise.resolve([]),
  protectedIn: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

function partsIn(folder: string): OrchestratorParts {
  const clock = realClock;
  const registry = createFaultRegistry();
  const removeRegion = () => Promise.resolve();
  return {
    definition: walkthrough(),
    world: {
      folder,
      store: createMemoryEventStore(),
      clock,
      simulatedClock: createSimulatedClock({ startMs: 0, speed: 60, real: clock }),
      env: {},
      log: pino({ level: 'silent' }),
    },
    deployer: {
      tooling: { engine: 'embedded', runtime: 'process', provider: 'own', reasons: [] },
      engine,
      faults: { registry, gate: createFaultGate({ registry, clock, removeRegion }) },
      images: {
        current: () => 'colorteller:none',
        require: () => Promise.resolve(),
        prepare: () => Promise.resolve(false),
      },
      hasDeployment: false,
      defaultHost: `process://${path.join(folder, 'processes')}`,
      destroyAll: () => Promise.resolve(),
    },
    choices: {
      port: 0,
      access: LOOPBACK,
      loopEveryMs: null,
      observeEveryMs: 1_000,
      source: 'in-process',
      configSource: null,
      allowDelete: false,
    },
    serverKeys: { ownServerKey: 'server-key', statsigServerKey: null },
    listeners: {},
  };
}

/** Each step of the start in its order, and what makes it fail. */
const STEPS: readonly [string, (parts: OrchestratorParts) => Promise<OrchestratorParts>][] = [
  [
    'the definition cannot be written to the log',
    (parts) => {
      const store = { ...parts.world.store, append: fail };
      return Promise.resolve({ ...parts, world: { ...parts.world, store } });
    },
  ],
  [
    'the session keys cannot be written',
    async (parts) => {
      await obstruct(parts.world.folder, 'sessions.json');
      return parts;
    },
  ],
  [
    'the address is not of this machine',
    (parts) => {
      const access = { ...LOOPBACK, host: '192.0.2.1' };
      return Promise.resolve({ ...parts, choices: { ...parts.choices, access } });
    },
  ],
  [
    "Docker's bridge cannot be read",
    (parts) =>
      Promise.resolve({
        ...parts,
        deployer: { ...parts.deployer, defaultHost: 'unix:///nonexistent/docker.sock' },
        choices: { ...parts.choices, configSource: 'statsig' },
      }),
  ],
  [
    "the SDK's native part is missing, or its server away",
    (parts) => Promise.resolve({ ...parts, substitutes: { startDecisionSource: fail } }),
  ],
  [
    'the contact file cannot be written',
    async (parts) => {
      await obstruct(parts.world.folder, 'orchestrator.json');
      return parts;
    },
  ],
];

describe('a start that fails', () => {
  it.each(STEPS)('leaves no port, process or timer when %s', async (_title, broken) => {
    await using folder = await tempFolder();
    const before = openResources();
    const parts = await broken(partsIn(folder.path));
    const undone: string[] = [];
    const starting = startOrUndo((cleanup) => {
      cleanup.defer(() => void undone.push('lock'));
      return startOrchestrator(parts, cleanup);
    });
    await expect(starting).rejects.toThrow();
    expect(undone).toEqual(['lock']);
    await expectNothingOpenedSince(before);
  });

  const OUTER_STEPS: readonly [
    string,
    Partial<RunOptions>,
    (folder: string) => Promise<unknown>,
  ][] = [
    ['the backend does not fit the engine', { backend: 'postgres://127.0.0.1/x' }, none],
    [
      'the deployment record is damaged',
      {},
      (folder) => writeFile(path.join(folder, 'deployment.json'), '{'),
    ],
    ['the log is damaged', {}, (folder) => obstruct(folder, 'events.log')],
    ['the deployment cannot be recorded', {}, (folder) => obstruct(folder, 'deployment.json')],
    ['the contact file cannot be written', {}, (folder) => obstruct(folder, 'orchestrator.json')],
  ];

  it.each(OUTER_STEPS)('releases the workspace when %s', async (_title, options, prepare) => {
    await using folder = await tempFolder();
    await prepare(folder.path);
    const before = openResources();
    const starting = run({ ...optionsOf(folder.path), ...options });
    await expect(starting).rejects.toThrow();
    expect(await lockOwner(folder.path)).toBeUndefined();
    await expectNothingOpenedSince(before);
  });

  it('ends and leaves its workspace free when its first lines cannot be made', async () => {
    await using folder = await tempFolder();
    const running = runForeground(capturedContext(process.env).context, {
      run: optionsOf(folder.path),
      onInterrupt: { destroy: true },
      isJson: false,
      opens: false,
      announce: () => {
        throw BROKEN;
      },
    });
    await expect(running).rejects.toBe(BROKEN);
    expect(await lockOwner(folder.path)).toBeUndefined();
  });

  it('ends the command with exit code 1 after the port was open', async () => {
    await using folder = await tempFolder();
    await obstruct(folder.path, 'orchestrator.json');
    const ended = await colorteller(['up', '--workspace', folder.path, '--port', '0', ...EMBEDDED]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain('orchestrator.json');
    expect(await readdir(folder.path)).not.toContain('lock');
  });
});

describe('a cleanup', () => {
  it('runs every step in reverse order, also after one that fails', async () => {
    const ran: string[] = [];
    const cleanup = new Cleanup();
    cleanup.defer(({ destroy }) => void ran.push(`first, destroy ${destroy}`));
    cleanup.defer(fail);
    cleanup.defer(() => void ran.push('last'));
    await expect(cleanup.run({ destroy: true })).rejects.toBe(BROKEN);
    expect(ran).toEqual(['last', 'first, destroy true']);
  });

  it('runs once, however often it is called', async () => {
    let runs = 0;
    const cleanup = new Cleanup();
    cleanup.defer(() => {
      runs++;
    });
    await Promise.all([cleanup.run(), cleanup.run()]);
    expect(runs).toBe(1);
  });
});
