import type { ListOperator } from '../definition/condition-schema.ts';
import type { WorkspaceInput } from './written.ts';

/**
 * Checks a workspace while it is written: each name that it refers to has to be one that it defines. Where names are
 * computed as plain `string`, the same is checked when the file is read.
 *
 * @returns what it got, unchanged
 */
export function defineWorkspace<
  const Environment extends string,
  const Region extends string,
  const Stack extends string = Environment,
  const Pipeline extends string = never,
  const Gate extends string = never,
  const Segment extends string = never,
  const Attribute extends string = never,
>(
  workspace: Workspace<Environment, Region, Stack, Pipeline, Gate, Segment, Attribute>,
): WorkspaceInput {
  // With names of its own it is narrower than any workspace.
  return workspace as WorkspaceInput;
}

/** A workspace whose names are known; each is inferred where it is defined, and checked everywhere else. */
export interface Workspace<
  Environment extends string,
  Region extends string,
  Stack extends string,
  Pipeline extends string,
  Gate extends string,
  Segment extends string,
  Attribute extends string,
> extends Omit<WorkspaceInput, NamedParts> {
  readonly environments: readonly With<Item<'environments'>, { readonly name: Environment }>[];
  readonly regions: readonly RegionOf<Environment, Region, Attribute>[];
  readonly stacks?:
    readonly { readonly name: Stack; readonly regions: readonly NoInfer<Region>[] }[] | undefined;
  readonly dynamicConfigs: readonly With<
    Item<'dynamicConfigs'>,
    Flag<Pipeline, RuleOf<Item<'dynamicConfigs'>, Environment, Gate, Segment>>
  >[];
  readonly gates?:
    | readonly With<
        Item<'gates'>,
        Flag<Pipeline, RuleOf<Item<'gates'>, Environment, Gate, Segment>> & { readonly name: Gate }
      >[]
    | undefined;
  readonly segments?: readonly With<Item<'segments'>, { readonly name: Segment }>[] | undefined;
  readonly pipelines?:
    | readonly With<
        Item<'pipelines'>,
        {
          readonly name: Pipeline;
          readonly phases: readonly PhaseOf<Environment, Region, Attribute>[];
        }
      >[]
    | undefined;
  readonly prices?:
    | readonly With<Item<'prices'>, { readonly regions?: readonly NoInfer<Region>[] | undefined }>[]
    | undefined;
  readonly faults?:
    With<Faults, { readonly plan?: readonly FaultOf<Region, Stack>[] | undefined }> | undefined;
}

type NamedParts =
  | 'environments'
  | 'regions'
  | 'stacks'
  | 'dynamicConfigs'
  | 'gates'
  | 'segments'
  | 'pipelines'
  | 'prices'
  | 'faults';

type ItemOf<List> = NonNullable<List> extends readonly (infer One)[] ? One : never;
type Item<Part extends keyof WorkspaceInput> = ItemOf<WorkspaceInput[Part]>;
type Faults = NonNullable<WorkspaceInput['faults']>;
type Phase = Item<'pipelines'>['phases'][number];
type Condition = ItemOf<Phase['rules'][number]['conditions']>;

/** The same with other types of some keys, each member of a union for itself. */
type With<Input, Keys> = Input extends unknown ? Omit<Input, keyof Keys> & Keys : never;

type RegionOf<Environment extends string, Region, Attribute extends string> = With<
  Item<'regions'>,
  {
    readonly name: Region;
    readonly environment: NoInfer<Environment>;
    readonly custom?: { readonly [Key in Attribute]?: string } | undefined;
  }
>;

type FaultOf<Region extends string, Stack extends string> = With<
  ItemOf<Faults['plan']>,
  {
    readonly region?: NoInfer<Region> | undefined;
    readonly stack?: NoInfer<Stack> | undefined;
  }
>;

/** What gates and dynamic configs have in common. */
interface Flag<Pipeline extends string, Rule> {
  readonly pipeline?: NoInfer<Pipeline> | undefined;
  readonly rules?: readonly Rule[] | undefined;
}

type RuleOf<
  Entity extends Item<'gates' | 'dynamicConfigs'>,
  Environment extends string,
  Gate extends string,
  Segment extends string,
> = With<
  ItemOf<Entity['rules']>,
  {
    readonly environments?: readonly NoInfer<Environment>[] | null | undefined;
    readonly conditions?: readonly UserCondition<NoInfer<Gate>, NoInfer<Segment>>[] | undefined;
  }
>;

type GateCondition = Extract<Condition, { type: 'passes_gate' | 'fails_gate' }>;
type SegmentCondition =
  | Extract<Condition, { type: 'passes_segment' | 'fails_segment' }>
  | Extract<Condition, { operator: 'in_segment_list' | 'not_in_segment_list' }>;

/** A condition about users, whose attributes anyone may choose. */
type UserCondition<Gate, Segment> =
  | Exclude<Condition, GateCondition | SegmentCondition>
  | With<GateCondition, { readonly targetValue: Gate }>
  | With<SegmentCondition, { readonly targetValue: Segment }>;

type PhaseOf<Environment extends string, Region extends string, Attribute extends string> = With<
  Phase,
  {
    readonly rules: readonly With<
      Phase['rules'][number],
      {
        readonly environments?: readonly NoInfer<Environment>[] | null | undefined;
        readonly conditions?:
          | readonly RegionCondition<NoInfer<Environment>, NoInfer<Region>, NoInfer<Attribute>>[]
          | undefined;
      }
    >[];
  }
>;

type TierCondition = Extract<Condition, { type: 'environment_tier' }>;
type FieldCondition = Extract<Condition, { type: 'custom_field' }>;
type ListCondition = Extract<FieldCondition, { operator: ListOperator }>;

/** How whole names are compared. */
type NameOperator = 'any' | 'none' | 'any_case_sensitive' | 'none_case_sensitive';

/** A condition about regions: their attributes are those that one of them has in `custom`, and `region`. */
type RegionCondition<Environment, Region, Attribute> =
  | Exclude<Condition, FieldCondition | TierCondition | GateCondition | SegmentCondition>
  | With<TierCondition, { readonly targetValue: readonly Environment[] }>
  | With<FieldCondition, { readonly field: Attribute }>
  | With<Exclude<FieldCondition, ListCondition>, { readonly field: 'region' }>
  | With<
      ListCondition,
      { readonly field: 'region'; readonly operator: Exclude<ListOperator, NameOperator> }
    >
  | With<
      ListCondition,
      {
        readonly field: 'region';
        readonly operator: NameOperator;
        readonly targetValue: readonly Region[];
      }
    >;
