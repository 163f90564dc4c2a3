import { Agent, get } from 'node:http';
import type { StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { SERVED_HEADERS } from '../../services/colorteller/wire.ts';
import { CELL_HEADER, USER_HEADER } from '../../services/router/identify.ts';
import type { ControlClient } from '../cli/client/control-client.ts';
import type { Asked, Harness } from './harness.ts';
import { unmet } from './region-truths.ts';
import { unknownRegion } from './regions.ts';
import { waitUntil } from './timeouts.ts';

/** How many users an expectation of a share asks as, unless it says otherwise. */
const USERS = 1_000;
/** How long an answer may take. */
const TIMEOUT_MS = 2_000;
/** Requests under way at a time. */
const AT_ONCE = 20;
/** How many standard deviations 999 of 1,000 draws are within. */
const USUAL_DEVIATIONS = 3.29;
/** A share that is so far off after some of the users is not what all of them will see. */
const HOPELESS_DEVIATIONS = 5;
const JUDGED_EVERY = 100;
/** Of a share such as 0.1 + 0.2, as a count. */
const ROUNDING = 1e-6;

/** Asks regions as their users do. */
export function createAskers(client: ControlClient): Pick<Harness, 'asks' | 'expectShare'> {
  return {
    asks: async ({ region, user, company }) => {
      const entrance = entranceOf(await client.state(), region);
      const headers: Record<string, string> = {};
      if (user !== undefined) headers[USER_HEADER] = user;
      if (company !== undefined) headers[shardHeader(entrance)] = company;
      return askOnce(entrance.urls[0] ?? '', headers);
    },
    expectShare: (region, color) => ({
      toBeCloseTo: async (share, { users = USERS, ...within } = {}) => {
        const isWithin = (deviations: number, seen: readonly Asked[]) =>
          Math.abs(countOf(seen, color) - share * seen.length) <=
          deviations * deviation(share, seen.length) + ROUNDING;
        await waitUntil({
          poll: async () => {
            const entrance = entranceOf(await client.state(), region);
            return askUsers(entrance, users, (seen) => !isWithin(HOPELESS_DEVIATIONS, seen));
          },
          isSo: (seen) => seen.length === users && isWithin(USUAL_DEVIATIONS, seen),
          within,
          fail: (seen, waited) => {
            const actual = countOf(seen, color) / seen.length;
            const most = (USUAL_DEVIATIONS * deviation(share, seen.length)) / seen.length;
            return unmet(client, {
              sentence: `${region} should answer ${color} to ${percent(share)} ± ${percent(most)} of its users and does to ${countOf(seen, color)} of ${seen.length}, ${percent(actual)}: ${distribution(seen)} (waited ${waited})`,
              actual,
              expected: share,
              regions: [region],
            });
          },
        });
      },
    }),
  };
}

/** Where the users of a region reach it. */
interface Entrance {
  region: string;
  /** Its router, or its replicas where it has no cells. */
  urls: readonly string[];
  /** The header that chooses the cell first. */
  shardBy: string | undefined;
}

/** @param name default: the first region. @throws AppError UNKNOWN_REGION */
function entranceOf({ regions }: StateView, name?: string): Entrance {
  const nameOf = (region: StateView['regions'][number]) => region.cell?.region ?? region.name;
  const found = regions.find((region) => name === undefined || nameOf(region) === name);
  if (found === undefined) throw unknownRegion(name ?? '', [...new Set(regions.map(nameOf))]);
  const { cell, urls } = found;
  return {
    region: nameOf(found),
    urls: cell === undefined ? urls : urls.map((url) => new URL(url).origin),
    shardBy: cell?.shardBy?.header,
  };
}

function shardHeader({ region, shardBy }: Entrance): string {
  if (shardBy !== undefined) return shardBy;
  throw new AppError('BAD_INPUT', `no header of region "${region}" names a company`, {
    action: 'Ask as a user: asks({ user }), or give the region shardBy: { header: x-company }.',
  });
}

/**
 * One request of a user to a region, by what the headers of its answer say. It takes a third of the time of `fetch`.
 * @param agent of many requests: it keeps their connections.
 */
export function askOnce(
  url: string,
  headers: Readonly<Record<string, string>>,
  agent?: Agent,
): Promise<Asked> {
  return new Promise((resolve) => {
    const silent = () => resolve({ status: null, cell: null, color: null, configVersion: null });
    const options = { headers, timeout: TIMEOUT_MS, ...(agent !== undefined && { agent }) };
    const request = get(new URL('/color', url), options, (response) => {
      const { statusCode: status = null, headers: answered } = response;
      const textOf = (name: string) => answered[name.toLowerCase()]?.toString() ?? null;
      const version = textOf(SERVED_HEADERS.configVersion);
      response.on('error', silent).on('end', () =>
        resolve({
          ...{ status, cell: textOf(CELL_HEADER), color: textOf(SERVED_HEADERS.color) },
          configVersion: version === null ? null : Number(version),
        }),
      );
      response.resume();
    });
    request.on('timeout', () => request.destroy()).on('error', silent);
  });
}

/** Asks as one user after the other, and stops early where that decides it. */
async function askUsers(
  { urls, shardBy }: Entrance,
  users: number,
  isDecided: (seen: readonly Asked[]) => boolean,
): Promise<readonly Asked[]> {
  const agent = new Agent({ keepAlive: true });
  const seen: Asked[] = [];
  let next = 0;
  const askOn = async (until: number) => {
    while (next < until) {
      const n = (next += 1);
      const headers =
        shardBy === undefined ? { [USER_HEADER]: `user-${n}` } : { [shardBy]: `customer-${n}` };
      seen.push(await askOnce(urls[n % urls.length] ?? '', headers, agent));
    }
  };
  while (seen.length < users && !isDecided(seen)) {
    const until = Math.min(users, next + JUDGED_EVERY);
    await Promise.all(Array.from({ length: AT_ONCE }, () => askOn(until)));
  }
  agent.destroy();
  return seen;
}

/** How far the count of such users is off by chance: the standard deviation of the binomial distribution. */
function deviation(share: number, users: number): number {
  return Math.sqrt(users * share * (1 - share));
}

function countOf(seen: readonly Asked[], color: string): number {
  return seen.filter((answer) => answer.status === 200 && answer.color === color).length;
}

/** Such as `canary purple 48, rest blue 952`. */
function distribution(seen: readonly Asked[]): string {
  const counts = new Map<string, number>();
  for (const { status, cell, color } of seen) {
    const what = status === null ? 'no answer' : status === 200 ? color : `status ${status}`;
    const key = [...(cell === null ? [] : [cell]), what ?? 'no colour'].join(' ');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([key, count]) => `${key} ${count}`)
    .join(', ');
}

function percent(part: number): string {
  return `${Number((100 * part).toFixed(1))} %`;
}
