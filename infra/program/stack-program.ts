import type { DecisionSource } from '../../orchestrator/ports/decision-source.ts';
import type { RegionSpec, StackSpec } from '../../orchestrator/ports/stack-spec.ts';
import { defaultProgram } from './default-program.ts';
import { loadProgram } from './own-program.ts';
import { resolveRegionValue } from './region-value.ts';
import { stackOf, targetsOf, type Decided, type Decision, type RegionOutputs } from './stack.ts';
import { questionsOf, unitName } from './unit.ts';

export interface StackProgramOptions extends StackSpec {
  /** The source of each region's desired value, and of the gates. */
  source: DecisionSource;
}

/** What a region is in the outputs of its stack. */
export interface DeployedRegion extends RegionOutputs {
  /** The config that was delivered; absent where its services ask for it themselves. */
  color?: string;
  configVersion?: number;
  release?: string | null;
}

/**
 * The program of a stack for any Pulumi engine: the workspace's own or ours. Every decision is fetched and checked before
 * the first resource is registered, so that an update never runs on a part of the decisions.
 * @returns (the program) the stack's outputs.
 * @throws (the program) AppError INVALID_VALUE, PROGRAM_FAILED, or that of the source.
 */
export function stackProgram({
  source,
  ...spec
}: StackProgramOptions): () => Promise<{ regions: Record<string, DeployedRegion> }> {
  return async () => {
    const decided = await decideAll(spec, source);
    const program = spec.program === undefined ? defaultProgram : await loadProgram(spec.program);
    const { regions = {} } = (await program(stackOf(spec, decided))) ?? {};
    const deployed = spec.regions.flatMap((region) =>
      unitsOf(region).map((cell) => {
        const unit = unitName(region, cell);
        const outputs = { url: `http://127.0.0.1:${region.port}`, ...regions[region.name] };
        return [unit, { ...outputs, ...served(region, decided.values.get(unit)) }] as const;
      }),
    );
    return { regions: Object.fromEntries<DeployedRegion>(deployed) };
  };
}

/** What serves a value of its own: each cell, or the region that has none. */
function unitsOf(region: RegionSpec): (string | undefined)[] {
  return region.cells?.cells.map(({ name }) => name) ?? [undefined];
}

/** Where its services ask for the config themselves, nothing was delivered. */
function served(
  { statsig }: RegionSpec,
  decision: Decision | undefined,
): Omit<DeployedRegion, keyof RegionOutputs> {
  if (statsig !== undefined || decision === undefined) return {};
  const { value, configVersion, release } = decision;
  return { color: value.color, configVersion, release };
}

async function decideAll(spec: StackSpec, source: DecisionSource): Promise<Decided> {
  const values = spec.regions.flatMap((region) =>
    questionsOf(region).map(async (target): Promise<[string, Decision]> => {
      const decision = await source.decide(target);
      const { configVersion, release } = decision;
      const resolved = resolveRegionValue({ ...region, name: target.region }, decision);
      return [target.region, { ...resolved, configVersion, release }];
    }),
  );
  const targets = targetsOf(spec);
  const gates = (spec.gates ?? []).map(async (gate) => {
    const passes = targets.map(
      async (target, index) =>
        [index === 0 ? '' : target.region, await source.gate(gate, target)] as const,
    );
    return [gate, new Map(await Promise.all(passes))] as const;
  });
  const [decidedValues, decidedGates] = await Promise.all([
    Promise.all(values),
    Promise.all(gates),
  ]);
  return { values: new Map(decidedValues), gates: new Map(decidedGates) };
}
