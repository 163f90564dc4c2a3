import { blockedPort } from '../definition/blocked-port.ts';
import type { WorkspaceInput } from './written.ts';

/** A region of a fleet; `wave` says when a change reaches it. */
export interface WaveRegion<Environment extends string = 'production'> {
  name: `region-${string}`;
  environment: Environment;
  port: number;
  custom: { wave: `wave-${number}` };
}

/** What a fleet is like; everything may be left out. */
export interface WaveOptions<Environment extends string> {
  /** The environment of every region. Default: `production`. */
  environment?: Environment;
  /** Of the first region; each other one takes the next that browsers may ask. Default: 4401. */
  firstPort?: number;
  /** How many regions each wave has. Default: 1, then four times as many in each next wave. */
  sizes?: readonly number[];
}

const FIRST_PORT = 4401;
const GROWTH = 4;

/**
 * Makes a fleet of regions, `region-01` and so on, in waves that grow: of 60 regions 1, 4, 16 and 39.
 * @throws RangeError where the sizes do not add up to the count.
 */
export function waves<const Environment extends string = 'production'>(
  count: number,
  options: WaveOptions<Environment> = {},
): WaveRegion<Environment>[] {
  const { firstPort = FIRST_PORT, sizes = growingSizes(count) } = options;
  // Without the option its type is that of the default.
  const environment = options.environment ?? ('production' as Environment);
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum !== count) {
    throw new RangeError(`the waves have ${sizes.join(' + ')} = ${sum} regions, not ${count}`);
  }
  const waveOf = sizes.flatMap((size, wave) => Array<number>(size).fill(wave + 1));
  const digits = String(count).length;
  let port = firstPort - 1;
  return waveOf.map((wave, index) => {
    do port += 1;
    while (blockedPort(port, 1) !== undefined);
    const name = `region-${String(index + 1).padStart(digits, '0')}` as const;
    return { name, environment, port, custom: { wave: `wave-${wave}` } };
  });
}

function growingSizes(count: number): number[] {
  const sizes: number[] = [];
  for (let left = count, size = 1; left > 0; left -= size, size *= GROWTH) {
    sizes.push(Math.min(size, left));
  }
  return sizes;
}

/** Any region that is in a wave. */
interface InWave<Name extends string, Wave extends string> {
  readonly name: Name;
  readonly custom: { readonly wave: Wave };
}

/** One stack for the regions of each wave: an update of a wave leaves the other stacks alone. */
export function stackPerWave<Name extends string, Wave extends string>(
  regions: readonly InWave<Name, Wave>[],
): { name: Wave; regions: Name[] }[] {
  return wavesOf(regions).map((wave) => ({
    name: wave,
    regions: regions.filter(({ custom }) => custom.wave === wave).map(({ name }) => name),
  }));
}

type PhaseInput = NonNullable<WorkspaceInput['pipelines']>[number]['phases'][number];

/** One phase for each wave, in their order. @param settings what the phases have besides: `{ timeInterval: '15m' }`. */
export function phasePerWave<Wave extends string>(
  regions: readonly InWave<string, Wave>[],
  settings: Omit<PhaseInput, 'id' | 'name' | 'rules'> = {},
) {
  return wavesOf(regions).map((wave) => ({
    ...settings,
    name: wave,
    rules: [
      {
        conditions: [
          {
            type: 'custom_field' as const,
            field: 'wave' as const,
            operator: 'any' as const,
            targetValue: [wave],
          },
        ],
      },
    ],
  }));
}

function wavesOf<Wave extends string>(regions: readonly InWave<string, Wave>[]): Wave[] {
  return [...new Set(regions.map(({ custom }) => custom.wave))];
}
