import { own } from '../../common/own.ts';
import { subjectsOf } from '../definition/cells.ts';
import { REGION_CONFIG } from '../definition/region-config-name.ts';
import type { Evaluation, Evaluator } from '../evaluation/evaluator.ts';
import { isDeepStrictEqual } from '../pipeline/deep-equal.ts';
import type { Context } from '../pipeline/state.ts';
import type { FlagValue } from '../pipeline/records.ts';
import { regionUser } from '../targeting/user.ts';

/** A region's value of a gate or dynamic config, now or afterwards. */
export interface RegionValueView {
  value: FlagValue;
  /** Of a value that has one. */
  color: string | null;
  configVersion: number;
}

/** A region whose value changes. */
export interface ChangedRegion {
  region: string;
  /** The gate or dynamic config. */
  config: string;
  from: RegionValueView;
  to: RegionValueView;
}

/** The regions whose values change, in the order of the workspace file; by the decision before and after. */
export function changedRegions({
  before,
  after,
  atMs,
  evaluator,
  evaluatorAfter = evaluator,
}: Change & { evaluator: Evaluator; evaluatorAfter?: Evaluator }): ChangedRegion[] {
  const configs = changedConfigs(before, after);
  const ask = (by: Evaluator, { state }: Context, config: string, region: Region) =>
    by.evaluate(config, regionUser(region), { nowMs: atMs, configs: state });
  const was = new Map(subjectsOf(before.definition.regions).map((region) => [region.name, region]));
  return configs.flatMap((config) =>
    subjectsOf(after.definition.regions).flatMap((region): ChangedRegion[] => {
      const from = ask(evaluator, before, config, was.get(region.name) ?? region);
      const to = ask(evaluatorAfter, after, config, region);
      if (from === undefined || to === undefined || isDeepStrictEqual(from.value, to.value)) {
        return [];
      }
      return [{ region: region.name, config, from: viewOf(from), to: viewOf(to) }];
    }),
  );
}

type Region = Context['definition']['regions'][number];

/** The answer of a region may depend on a gate that changes, so it is always compared. */
function changedConfigs({ state: before }: Context, { state: after }: Context): string[] {
  return Object.keys(after.configs).filter((name) => {
    if (name === REGION_CONFIG || own(before.configs, name) !== own(after.configs, name))
      return true;
    const id = own(after.configs, name)?.activeRelease ?? '';
    return own(before.activeReleases, id) !== own(after.activeReleases, id);
  });
}

function viewOf({ value, decision }: Evaluation): RegionValueView {
  const color = typeof value === 'object' ? value['color'] : undefined;
  return {
    value,
    color: typeof color === 'string' ? color : null,
    configVersion: decision.configVersion,
  };
}

/** What was before an event, and what would be after it. */
export interface Change {
  before: Context;
  after: Context;
  atMs: number;
}
