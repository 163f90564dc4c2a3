import path from 'node:path';
import { policyPacksOf } from './policy-packs.ts';
import { startRegionServer } from '../control-plane/server/region-server.ts';
import type { SdkService } from '../control-plane/statsig/sdk-service.ts';
import { EXTRAS_GATE } from '../../infra/program/default-program.ts';
import { moduleOf, programsFolder } from '../runtime/workspace/program-builds.ts';
import { asSubjects } from '../core/definition/cells.ts';
import type { ReleasedConfigs } from '../core/evaluation/decide.ts';
import { resolveFeatures } from '../core/features/resolve-features.ts';
import { chooseMachine } from '../core/definition/machines.ts';
import { environmentValuesOf } from '../core/definition/contracts.ts';
import type { ConfigSource, Region, Definition } from '../core/definition/definition.ts';
import type { StackSpec, RegionSpec } from '../ports/stack-spec.ts';
import type { Interpreter } from '../runtime/interpreter/interpreter.ts';
import { regionAccess } from '../runtime/sources/region-access.ts';
import type { Cleanup } from './cleanup.ts';
import type { OrchestratorParts } from './dependencies.ts';

export interface ComposeRegionsOptions {
  parts: OrchestratorParts;
  interpreter: Interpreter;
  sdk: SdkService;
  /** Address of the control plane on loopback. */
  url: string;
}

/** The specs of stacks, and where regions get their config. */
export interface Regions {
  configSourceOf: (region: Region) => ConfigSource;
  /** By the definition in effect, and by the releases as they are or as they are given. A stack that is not defined has no regions. */
  stackSpec: (stack: string, state?: ReleasedConfigs) => StackSpec;
  /** The same by another definition. */
  stackSpecIn: (definition: Definition, stack: string, state: ReleasedConfigs) => StackSpec;
}

/** Opens the port where regions in containers fetch their config, if there are any. */
export async function composeRegions(
  { parts, interpreter, sdk, url }: ComposeRegionsOptions,
  cleanup: Cleanup,
): Promise<Regions> {
  const { choices, deployer, serverKeys, world } = parts;
  const { configSource } = choices;
  const { defaultHost, images } = deployer;
  const access = regionAccess({ configSource, defaultHost, ...serverKeys });
  const hosts = access.hostsOf(interpreter.definition());
  const server = await startRegionServer({ url, hosts, sdk, log: world.log });
  cleanup.defer(() => server.close());
  const stackSpecIn = (definition: Definition, stack: string, state: ReleasedConfigs) =>
    stackSpecOf({
      definition,
      stack,
      // What the real service decides is not known here.
      state: serverKeys.statsigServerKey === null ? state : null,
      workspace: path.resolve(world.folder),
      image: images.current(),
      defaultHost,
      statsigOf: (region, host) => access.statsigOf(region, host, server.urlFor),
    });
  return {
    configSourceOf: access.sourceOf,
    stackSpec: (stack, state = interpreter.state()) =>
      stackSpecIn(interpreter.definition(), stack, state),
    stackSpecIn,
  };
}

interface StackSpecOptions {
  definition: Definition;
  /** Name of the stack; one that is not defined has no regions. */
  stack: string;
  /** The releases that decide about features; null: features are decided elsewhere. */
  state: ReleasedConfigs | null;
  /** Absolute path. */
  workspace: string;
  /** The folder of what programs were compiled to. Default: that of the workspace. */
  programs?: string;
  /** The image that regions run unless their config names another. */
  image: string;
  /** Where a region that names no Docker host is deployed. */
  defaultHost: string;
  /** What a region needs that asks for its config itself; undefined for others. */
  statsigOf: (region: Region, host: string) => RegionSpec['statsig'];
}

/** What the program of a stack deploys, by a definition. */
export function stackSpecOf(options: StackSpecOptions): StackSpec {
  const { definition, stack, state, workspace, image, defaultHost, statsigOf } = options;
  const { programs = programsFolder(workspace) } = options;
  const names = definition.stacks.find(({ name }) => name === stack)?.regions ?? [];
  const policies = policyPacksOf(definition, workspace);
  return {
    ...{ workspace, stack, image },
    ...(policies.length > 0 && { policies }),
    // A stack without regions is emptied by ours.
    ...(names.length > 0 && programSpecOf(definition, programs)),
    regions: definition.regions
      .filter(({ name }) => names.includes(name))
      .map((region) => {
        const { name, environment, custom, port, replicas } = region;
        const host = region.dockerHost ?? defaultHost;
        const statsig = statsigOf(region, host);
        const machine = machineOf(definition, region);
        const values = environmentValuesOf(definition, environment);
        return {
          ...{ name, environment, custom, port, replicas, host },
          ...(machine !== undefined && { machine }),
          ...(Object.keys(values).length > 0 && { values }),
          ...(statsig === undefined && state !== null && featuresOf(definition, state, region)),
          ...(region.cells !== undefined && { cells: cellsSpecOf(region, region.cells) }),
          ...(region.protect === true && { protect: true }),
          ...(statsig !== undefined && { statsig }),
        };
      }),
  };
}

/** Nothing where the workspace defines no feature that services know. */
function featuresOf(
  definition: Definition,
  state: ReleasedConfigs,
  region: Region,
): Pick<RegionSpec, 'features'> {
  const features = asSubjects(region).flatMap(({ name, environment, custom }) => {
    const rules = resolveFeatures(definition, state, { environment, custom });
    return rules === undefined ? [] : [[name, JSON.stringify(rules)] as const];
  });
  return features.length === 0 ? {} : { features: Object.fromEntries(features) };
}

function cellsSpecOf(
  { shardBy, replicas }: Region,
  cells: NonNullable<Region['cells']>,
): NonNullable<RegionSpec['cells']> {
  return {
    shardBy: shardBy ?? null,
    cells: cells.map(({ name, weight = 0, keys = [] }) => ({ name, weight, keys, replicas })),
  };
}

/** Ours asks for one gate; one of the user's for any. */
function programSpecOf(
  { program, gates }: Definition,
  programs: string,
): Pick<StackSpec, 'program' | 'gates'> {
  const names = gates.map(({ name }) => name);
  const asked = program === undefined ? names.filter((name) => name === EXTRAS_GATE) : names;
  return {
    ...(program && { program: { file: program.file, module: moduleOf(programs, program) } }),
    ...(asked.length > 0 && { gates: asked }),
  };
}

function machineOf({ prices = [] }: Definition, region: Region): RegionSpec['machine'] {
  const { machine: asked } = region;
  const chosen = chooseMachine(prices, region);
  if (asked === undefined || chosen === undefined) return undefined;
  const { provider, machine, isSpot, usdPerHour } = chosen;
  const { cpu, memoryMb } = asked;
  return { cpu, memoryMb, choice: { provider, machine, isSpot, usdPerHour } };
}
