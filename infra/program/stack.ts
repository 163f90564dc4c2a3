import type { Input } from '@pulumi/pulumi';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { RegionTarget } from '../../orchestrator/ports/decision-source.ts';
import type { RegionSpec, StackSpec } from '../../orchestrator/ports/stack-spec.ts';
import { dockerLabels } from './labels.ts';
import type { ResolvedValue } from './region-value.ts';
import { targetOf, unitName } from './unit.ts';

/** A region of a stack, as the workspace file says. */
export type Region = Readonly<RegionSpec>;

/** What was decided for a region. */
export interface Decision extends ResolvedValue {
  /** Of the value, counted from 1. */
  configVersion: number;
  /** Id of the release that brought the value; null for the initial one. */
  release: string | null;
}

/** What a program deploys. Everything was decided before it runs, so that nothing here is waited for. */
export interface Stack {
  readonly name: string;
  /** Absolute path of the workspace that owns the stack. */
  readonly workspace: string;
  /** Image of our service, of every region whose decision names none. */
  readonly image: string;
  readonly regions: readonly Region[];
  /** The environment that all its regions are in; null where they differ. */
  readonly environment: string | null;
  /** What that environment declares under `values`. */
  readonly values: NonNullable<Region['values']>;
  /**
   * Labels for what belongs to a region, or without one to the stack, as the Docker package takes them: by these our
   * provider knows the host, and removes what a crash left.
   */
  labels(region?: Region | string): { label: string; value: string }[];
  /** The names of the gates that {@link gate} knows. */
  readonly gates: readonly string[];
  /**
   * The value that a region should have now, or one of its cells, with the values of its environment.
   * @throws for a region of another stack, and for a cell that the region does not have.
   */
  decide(region: Region | string, cell?: string): Decision;
  /**
   * Whether a gate passes for a region; without one, for the stack itself (its name is the userID).
   * @throws for a gate that the workspace does not define.
   */
  gate(name: string, region?: Region | string): boolean;
}

/** What a program says of a region. */
export interface RegionOutputs {
  /** Where it answers from this machine. Default: its port at 127.0.0.1. */
  url?: Input<string>;
  image?: Input<string>;
}

export interface ProgramOutputs {
  /** By the name of the region. */
  regions?: Readonly<Record<string, RegionOutputs>>;
}

/** The Pulumi program of a stack: registers its resources, and says where its regions answer. */
// A program without outputs returns nothing.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
export type StackProgram = (stack: Stack) => ProgramOutputs | void | Promise<ProgramOutputs | void>;

/** For whom gates are evaluated: the stack itself, then its regions. */
export function targetsOf(spec: Pick<StackSpec, 'stack' | 'regions'>): RegionTarget[] {
  return [stackTarget(spec), ...spec.regions.map((region) => targetOf(region))];
}

/** The question about a gate that no region is named for. */
function stackTarget(spec: Pick<StackSpec, 'stack' | 'regions'>): RegionTarget {
  const { stack } = spec;
  return {
    region: stack,
    environment: environmentOf(spec) ?? '',
    custom: { region: stack, stack },
  };
}

/** What was decided: values by region and cell (`us-west1/canary`), gates by their name and then by region; the stack itself has the name `''`. */
export interface Decided {
  values: ReadonlyMap<string, Decision>;
  gates: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
}

export function stackOf(spec: StackSpec, { values, gates }: Decided): Stack {
  const { stack: name, workspace, image, regions } = spec;
  const environment = environmentOf(spec);
  return {
    ...{ name, workspace, image, regions, environment },
    values: (environment === null ? undefined : regions[0]?.values) ?? {},
    gates: [...gates.keys()],
    labels: (asked) => {
      if (asked === undefined) return dockerLabels({ workspace, stack: name, ...commonHost(spec) });
      const found = regions.find((region) => region.name === nameOf(asked));
      if (found === undefined) throw notHere(spec, asked);
      return dockerLabels({ workspace, stack: name, region: found.name, host: found.host });
    },
    decide: (region, cell) => {
      const name = nameOf(region);
      const decision = values.get(unitName({ name }, cell));
      if (decision !== undefined) return decision;
      throw cell !== undefined && values.has(name)
        ? noSuchCell(spec, name, cell)
        : notHere(spec, region);
    },
    gate: (gate, region) => {
      const passes = gates.get(gate);
      if (passes === undefined) throw unknownGate(gate, [...gates.keys()]);
      const isPassed = passes.get(region === undefined ? '' : nameOf(region));
      if (isPassed === undefined) throw notHere(spec, region ?? '');
      return isPassed;
    },
  };
}

function environmentOf({ regions }: Pick<StackSpec, 'regions'>): string | null {
  const [environment = null, ...others] = new Set(regions.map((region) => region.environment));
  return others.length === 0 ? environment : null;
}

/** The host of all regions of a stack, if they have one in common. */
function commonHost({ regions }: StackSpec): { host?: string } {
  const [host, ...others] = new Set(regions.map((region) => region.host));
  return host === undefined || others.length > 0 ? {} : { host };
}

function nameOf(region: Region | string): string {
  return typeof region === 'string' ? region : region.name;
}

function noSuchCell({ regions }: StackSpec, name: string, cell: string): AppError {
  const { cells = [] } = regions.find((region) => region.name === name)?.cells ?? {};
  const names = cells.map((known) => known.name).join(', ');
  return new AppError(
    'PROGRAM_FAILED',
    `the program asks about cell "${cell}", which region ${name} does not have`,
    { action: names === '' ? 'The region has no cells.' : `Ask about one of: ${names}.` },
  );
}

function notHere({ stack, regions }: StackSpec, region: Region | string): AppError {
  const names = regions.map(({ name }) => name).join(', ');
  return new AppError(
    'PROGRAM_FAILED',
    `the program asks about region "${nameOf(region)}", which stack ${stack} does not have`,
    { action: `Ask about one of stack.regions: ${names}.` },
  );
}

function unknownGate(gate: string, known: readonly string[]): AppError {
  return new AppError(
    'PROGRAM_FAILED',
    `the program asks for gate "${gate}", which the workspace does not define`,
    {
      action:
        known.length === 0
          ? 'Define it under gates in the workspace file.'
          : `Define it under gates in the workspace file; it has: ${known.join(', ')}.`,
    },
  );
}
