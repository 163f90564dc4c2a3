import { isDeepStrictEqual } from 'node:util';
import type { RegionView, StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import type { AppliedVersion } from '../../orchestrator/core/pipeline/records.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import {
  httpRegionProbe,
  type Observation,
} from '../../orchestrator/runtime/observation/region-probe.ts';
import { probeValue } from '../../orchestrator/runtime/observation/value-probe.ts';
import type { ControlClient } from '../cli/client/control-client.ts';
import type { Colors, RegionExpectation, Within } from './harness.ts';
import { waitUntil } from './timeouts.ts';
import { isNamed, unmet } from './region-truths.ts';

/** Polls regions over HTTP, and explains from the control plane's state what they do not report. */
export interface Regions {
  colors: () => Promise<Colors>;
  expectColors: (colors: Colors, options?: Within) => Promise<void>;
  expectRegion: (name: string) => RegionExpectation;
}

/** Addresses of regions change with the definition, and where a program of one's own says so. */
const POLLS_PER_STATE = 20;

/** Something that a region reports of itself, by the answers of its replicas. */
interface Trait<Value> {
  read: (answers: readonly Observation[]) => Value;
  text: (value: Value) => string;
}

const COLOR: Trait<string | null> = {
  read: (answers) => agreed(answers.map(({ answer }) => answer?.color ?? null)),
  text: (color) => color ?? 'without one colour',
};

const VERSION: Trait<number | null> = {
  read: (answers) => agreed(answers.map(({ answer }) => answer?.configVersion ?? null)),
  text: (version) => (version === null ? 'without one version' : `at version ${version}`),
};

const IS_DOWN: Trait<boolean> = {
  read: (answers) => answers.some(({ answer }) => answer === null),
  text: (isDown) => (isDown ? 'down' : 'up'),
};

export function createRegions(client: ControlClient): Regions {
  const expectAll = async <Value>(
    { read, text }: Trait<Value>,
    expected: Readonly<Record<string, Value>>,
    options: Within = {},
  ): Promise<void> => {
    const names = Object.keys(expected);
    const isWrong = (actual: Record<string, Value>, name: string) =>
      actual[name] !== expected[name];
    // The state costs far more than the answers: it is read now and then, and before what came true is believed.
    let addresses = addressesOf(await client.state(), names);
    let polls = 0;
    await waitUntil({
      poll: async () => {
        if (++polls % POLLS_PER_STATE === 0) addresses = addressesOf(await client.state(), names);
        return readAll(addresses, read);
      },
      isSo: async (actual) => {
        if (names.some((name) => isWrong(actual, name))) return false;
        const asked = addresses;
        addresses = addressesOf(await client.state(), names);
        return isDeepStrictEqual(asked, addresses);
      },
      within: options,
      fail: async (actual, waited) => {
        const wrong = names.filter((name) => isWrong(actual, name));
        const mismatches = wrong.map(
          (name) =>
            `${name} should be ${text(expected[name] as Value)} and is ${text(actual[name] as Value)}`,
        );
        return unmet(client, {
          sentence: `${shortList(mismatches)} (waited ${waited})`,
          actual,
          expected,
          regions: wrong,
        });
      },
    });
  };

  return {
    colors: async () => {
      const state = await client.state();
      const names = state.regions.map(({ name }) => name);
      return readAll(addressesOf(state, names), COLOR.read);
    },
    expectColors: (colors, options) => expectAll(COLOR, colors, options),
    expectRegion: (name) => ({
      toBe: (color, options) => expectAll(COLOR, { [name]: color }, options),
      toStay: async (color, options) => {
        await expectAll(COLOR, { [name]: color }, options);
        await untilAtRest(client, name, options);
        await expectAll(COLOR, { [name]: color }, { within: '0ms' });
      },
      toBeDown: (options) => expectAll(IS_DOWN, { [name]: true }, options),
      toHaveVersion: (version, options) => expectAll(VERSION, { [name]: version }, options),
    }),
  };
}

/** Mismatches that a sentence names; the rest is in `actual` and `expected`. */
const MOST_NAMED = 5;

function shortList(mismatches: readonly string[]): string {
  const more = mismatches.length - MOST_NAMED;
  const named = mismatches.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${named}, and ${more} more` : named;
}

/** The value that all replicas agree on; null where one is silent, or they differ. */
function agreed<Value>(values: readonly (Value | null)[]): Value | null {
  const [first = null] = values;
  return values.every((other) => other === first) ? first : null;
}

/** Where a region or cell answers, and how it is asked where it does not run our service. */
type Address = Pick<RegionView, 'urls' | 'probe' | 'applied' | 'decided'>;

/** Of a region with cells: the addresses of all of them. */
type Addresses = readonly (readonly [name: string, addresses: readonly Address[]])[];

function addressesOf(state: StateView, names: readonly string[]): Addresses {
  return names.map((name) => [
    name,
    regionsNamed(state, name).map(({ urls, probe, applied, decided }) =>
      probe === undefined
        ? { urls, applied: null, decided: null }
        : { urls, probe, applied, decided },
    ),
  ]);
}

function versionOf(decided: RegionView['decided']): AppliedVersion | undefined {
  const color = decided?.value['color'];
  return decided === null || typeof color !== 'string'
    ? undefined
    : { color, configVersion: decided.configVersion, release: decided.release };
}

async function readAll<Value>(
  addresses: Addresses,
  read: Trait<Value>['read'],
): Promise<Record<string, Value>> {
  const entries = addresses.map(async ([name, parts]) => {
    const answers = await Promise.all(parts.map(ask));
    return [name, read(answers.flat())] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function ask({ urls, probe, applied, decided }: Address): Promise<Observation[]> {
  // One for each region: of one for all, Node.js would warn.
  const { signal } = new AbortController();
  const expected = () => ({ applied, decided: versionOf(decided) });
  return Promise.all(
    urls.map((url) =>
      probe === undefined
        ? httpRegionProbe(url, signal)
        : probeValue(url, probe, { expected, signal }),
    ),
  );
}

/** An update that is due could still change a region, so that "it stays" is judged when none is. */
async function untilAtRest(
  client: ControlClient,
  name: string,
  options: Within = {},
): Promise<void> {
  await waitUntil({
    poll: () => client.state(),
    isSo: ({ stacks }) => stacks.every(({ loop }) => loop?.activity === 'idle'),
    within: options,
    fail: (state, waited) =>
      unmet(client, {
        sentence: `the updates did not come to rest (waited ${waited})`,
        actual: state.stacks.map(({ loop }) => loop?.activity),
        expected: state.stacks.map(() => 'idle'),
        regions: [name],
      }),
  });
}

/** The region or cell of that name; of a region with cells: all of them. @throws AppError UNKNOWN_REGION */
function regionsNamed({ regions }: StateView, name: string): RegionView[] {
  const found = regions.filter((region) => isNamed(region)(name));
  if (found.length > 0) return found;
  throw unknownRegion(
    name,
    regions.map((region) => region.name),
  );
}

export function unknownRegion(name: string, known: readonly string[]): AppError {
  return new AppError('UNKNOWN_REGION', `there is no region "${name}"`, {
    action: `There are: ${known.join(', ')}.`,
  });
}
