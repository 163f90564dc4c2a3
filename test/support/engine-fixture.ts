import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Engine, Program } from '../../orchestrator/ports/engine.ts';
import type { ResourceChange, UpdateEvent } from '../../orchestrator/ports/update-event.ts';
import { stackProgram } from '../../infra/program/stack-program.ts';
import type { RegionSpec } from '../../orchestrator/ports/stack-spec.ts';
import { freePort } from './free-port.ts';
import type { RegionRuntime } from './region-runtime.ts';
import { tempFolder } from './temp-folder.ts';

/** An engine with what it holds open. */
export interface TestEngine extends AsyncDisposable {
  engine: Engine;
}

export interface EngineFactory {
  regions: () => Promise<RegionRuntime>;
  createEngine: (folder: string) => Promise<TestEngine>;
}

/** One stack under test, with the decisions that its program gets. */
export interface TestStack {
  name: string;
  program: Program;
  /** What each region should have, by its name; counts up the version when it is set. */
  decide(region: string, value: Record<string, unknown>): void;
  /** Protects its resources from deletion and replacement, or ends that. */
  protect(region: string, isProtected: boolean): void;
  /** Lets a region ask for a machine, with the one that was chosen; or for none. */
  rent(region: string, machine?: RegionSpec['machine']): void;
  /** Divides a region into cells, which are all blue at first (`region/cell`); without any it is one again. */
  divide(region: string, cells?: RegionSpec['cells']): void;
  /** Takes a region out of the stack. */
  drop(region: string): void;
  port(region: string): number;
}

export interface EngineFixture extends AsyncDisposable {
  engine: Engine;
  regions: RegionRuntime;
  /** A stack whose regions all are blue at first. */
  stack(...regions: string[]): Promise<TestStack>;
}

/** A real engine on real regions, in a new folder; disposing it removes everything, including what a test left. */
export async function createEngineFixture(factory: EngineFactory): Promise<EngineFixture> {
  const folder = await tempFolder();
  const regions = await factory.regions();
  const { engine, [Symbol.asyncDispose]: dispose } = await factory.createEngine(
    path.join(folder.path, 'engine'),
  );
  return {
    engine,
    regions,
    stack: (...names) => createStack(names, regions),
    [Symbol.asyncDispose]: async () => {
      await dispose();
      await regions[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function createStack(names: string[], regions: RegionRuntime): Promise<TestStack> {
  const name = `stack-${randomBytes(4).toString('hex')}`;
  const { host, image, workspace } = regions;
  const specs = new Map<string, RegionSpec>();
  const decisions = new Map<string, { value: Record<string, unknown>; configVersion: number }>();
  for (const region of names) {
    const port = await freePort();
    const custom = { region };
    specs.set(region, { name: region, environment: 'test', custom, port, replicas: 1, host });
    decisions.set(region, { value: { color: 'blue' }, configVersion: 1 });
  }
  return {
    name,
    program: () =>
      stackProgram({
        workspace,
        stack: name,
        image,
        regions: [...specs.values()],
        source: {
          decide: ({ region }) => Promise.resolve({ ...decisions.get(region)!, release: null }),
          gate: () => Promise.resolve(false),
        },
      })(),
    decide: (region, value) => {
      const { configVersion } = decisions.get(region)!;
      decisions.set(region, { value, configVersion: configVersion + 1 });
    },
    protect: (region, protect) => void specs.set(region, { ...specs.get(region)!, protect }),
    rent: (region, machine) => {
      const { machine: _, ...spec } = specs.get(region)!;
      specs.set(region, machine === undefined ? spec : { ...spec, machine });
    },
    divide: (region, cells) => {
      const { cells: _, ...spec } = specs.get(region)!;
      specs.set(region, cells === undefined ? spec : { ...spec, cells });
      for (const { name: cell } of cells?.cells ?? []) {
        const unit = `${region}/${cell}`;
        if (!decisions.has(unit))
          decisions.set(unit, { value: { color: 'blue' }, configVersion: 1 });
      }
    },
    drop: (region) => void specs.delete(region),
    port: (region) => specs.get(region)!.port,
  };
}

/** Holds a port of 127.0.0.1, so that nothing else can listen there, until it is disposed. */
export async function blockPort(port: number): Promise<AsyncDisposable> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** What the region at a port answers, undefined when nothing does. */
export async function ask(port: number): Promise<{ color: string; instance: string } | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/color`);
    return (await response.json()) as { color: string; instance: string };
  } catch {
    return undefined;
  }
}

/** Changes as `update RegionConfig west`, sorted, without the ones that are the same. */
export function changed(changes: readonly ResourceChange[]): string[] {
  return changes
    .filter(({ operation }) => operation !== 'same')
    .map(({ operation, type, name }) => `${operation} ${type.split(':').at(-1)} ${name}`)
    .filter((text) => !/ (docker|Network) /.test(text))
    .sort();
}

/** Collects events, and calls back at each. */
export function eventList(
  onEvent: (event: UpdateEvent) => void = () => undefined,
): UpdateEvent[] & { add: (event: UpdateEvent) => void } {
  const events: UpdateEvent[] = [];
  const add = (event: UpdateEvent) => {
    events.push(event);
    onEvent(event);
  };
  return Object.assign(events, { add });
}
