import type { Fault } from '../definition/fault.ts';
import { SLOW_MS } from '../faults/fault-gate.ts';
import { applies, compileHit } from '../faults/fault-registry.ts';
import type { MeasuredBucket } from '../guardrails/measured.ts';
import { seededRandom } from './seeded-random.ts';

export const TRAFFIC_SHAPES = ['constant', 'diurnal'] as const;

/** The requests that are simulated: the same ones for every pipeline of a comparison. */
export interface TrafficModel {
  /** To all regions together, each as many; with `diurnal` the mean of a day. */
  ratePerSecond: number;
  /** `diurnal`: from a fifth of the mean at 04:00 UTC to nine fifths of it at 16:00 UTC. */
  shape: (typeof TRAFFIC_SHAPES)[number];
  /** Users of all regions together; each asks one region only, at random times. */
  users: number;
  /** Share of requests that fail whatever is served. */
  noise: number;
}

/** A region at one time. */
export interface SimulatedRegion {
  name: string;
  stack: string;
  /** Itself, or its cells. */
  parts: readonly SimulatedPart[];
  /** The index of the part that a user is in. */
  partOf: (user: number) => number;
}

/** What has a value of its own. */
export interface SimulatedPart {
  /** Of the region, or of the cell. */
  name: string;
  /** Of the region's requests, 0 to 1. */
  share: number;
  /** What it answers. */
  color: string | undefined;
  configVersion: string;
  /** It serves the changed value. */
  isChanged: boolean;
}

/** What met the changed value so far. */
export interface Touched {
  requests: number;
  /** Of the requests: hit by a fault. */
  failures: number;
  /** How many users made these requests. */
  users: number;
}

/** Requests of a simulated time, by a seed. */
export interface SimulatedTraffic {
  /** How many requests are expected in a span, as a share of those of a minute: 1 is every request of a mean minute. */
  minutesOf(fromMs: number, untilMs: number): number;
  /** Makes the requests of a span; returns what is measured of them, by version. */
  send(fromMs: number, untilMs: number, regions: readonly SimulatedRegion[]): MeasuredBucket[];
  touched(): Touched;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const QUIETEST_MS = 4 * 60 * MINUTE_MS;
const SWING = 0.8;

/** Of an answer: no faster, and so much slower on average. */
const FASTEST_MS = 10;
const USUAL_DELAY_MS = 10;

interface ActiveFault {
  fault: Fault;
  isHit: (where: string, call: number) => boolean;
  calls: Map<string, number>;
}

/** @param faults without a colour they are of the change: they hit only regions that serve it. */
export function simulateTraffic(
  model: TrafficModel,
  { seed, startMs }: { seed: number; startMs: number },
  faults: readonly Fault[],
): SimulatedTraffic {
  const active = faults.map((fault): ActiveFault => ({
    fault,
    isHit: compileHit(fault),
    calls: new Map(),
  }));
  const users = new Map<string, Set<number>>();
  const touched: Touched = { requests: 0, failures: 0, users: 0 };

  const hitsOf = ({ name, color, isChanged }: SimulatedPart, stack: string): Fault[] =>
    active.flatMap(({ fault, isHit, calls }) => {
      const call = { operation: 'answer', stack, region: name, color } as const;
      if (!applies(fault, call) || (fault.color === undefined && !isChanged)) return [];
      const where = `traffic ${name}`;
      const number = (calls.get(where) ?? 0) + 1;
      calls.set(where, number);
      return isHit(where, number) ? [fault] : [];
    });

  const touch = (region: string, user: number, isFailure: boolean): void => {
    touched.requests += 1;
    if (isFailure) touched.failures += 1;
    const known = users.get(region) ?? new Set();
    users.set(region, known);
    if (known.has(user)) return;
    known.add(user);
    touched.users += 1;
  };

  const meanMs = (fromMs: number, untilMs: number): number =>
    model.shape === 'constant' ? untilMs - fromMs : dayIntegral(untilMs) - dayIntegral(fromMs);

  return {
    minutesOf: (fromMs, untilMs) => meanMs(fromMs, untilMs) / MINUTE_MS,
    send: (fromMs, untilMs, regions) => {
      const buckets: MeasuredBucket[] = [];
      const perRegion =
        (model.ratePerSecond * meanMs(fromMs, untilMs)) / SECOND_MS / regions.length;
      const usersOfRegion = Math.max(1, Math.round(model.users / regions.length));
      for (const region of regions) {
        // Drawn by place and time: what one pipeline serves does not change the requests of another.
        const random = seededRandom(hashOf(`${seed} ${region.name} ${fromMs - startMs}`));
        const requests = Math.floor(perRegion + random());
        const measured = region.parts.map((part) => bucketOf(part, fromMs));
        buckets.push(...measured);
        for (let n = 0; n < requests; n++) {
          const user = Math.floor(random() * usersOfRegion);
          const index = region.partOf(user);
          const part = region.parts[index];
          const bucket = measured[index];
          if (part === undefined || bucket === undefined) continue;
          const isNoise = random() < model.noise;
          const latencyMs = FASTEST_MS - USUAL_DELAY_MS * Math.log(1 - random());
          const hits = hitsOf(part, region.stack);
          const slow = hits.find(({ kind }) => kind === 'slow');
          bucket.requests += 1;
          if (isNoise || hits.some(({ kind }) => kind === 'erroring')) bucket.errors += 1;
          bucket.latenciesMs.push(
            latencyMs + (slow === undefined ? 0 : (slow.durationMs ?? SLOW_MS)),
          );
          if (part.isChanged) touch(region.name, user, hits.length > 0);
        }
      }
      return buckets.filter(({ requests }) => requests > 0);
    },
    touched: () => ({ ...touched }),
  };
}

function bucketOf(
  { name, configVersion, color }: SimulatedPart,
  fromMs: number,
): MeasuredBucket & { latenciesMs: number[] } {
  const nothing = { requests: 0, errors: 0, latenciesMs: [] };
  return { region: name, configVersion, color: color ?? null, fromMs, ...nothing };
}

/** The integral of the curve of a day, whose mean is 1. */
function dayIntegral(atMs: number): number {
  const angle = (2 * Math.PI) / DAY_MS;
  return atMs - (SWING / angle) * Math.sin(angle * (atMs - QUIETEST_MS));
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}
