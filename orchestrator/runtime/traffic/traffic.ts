import type { Registry } from 'prom-client';
import { type RequestedFault, faultHeaders } from '../../../services/colorteller/fault-header.ts';
import type { Definition, Region } from '../../core/definition/definition.ts';
import { BUCKET_MS, type Measurements } from '../../core/guardrails/measured.ts';
import type { Clock } from '../../common/clock.ts';
import { startGenerator, type Generator } from './generator.ts';
import { createBucketStore, type TrafficAnswer } from './measure/bucket-store.ts';
import { RECENT_MS, regionsTraffic } from './measure/traffic-view.ts';
import type {
  RegionTraffic,
  TrafficChange,
  TrafficStatus,
  TrafficView,
} from './measure/traffic-schema.ts';
import { createTrafficMetrics } from './traffic-metrics.ts';
import { USUAL_TRAFFIC_RATE } from '../../core/definition/schema.ts';
import { replicaUrls } from '../observation/observer.ts';
import { cellName, regionOf, subjectsOf } from '../../core/definition/cells.ts';
import { CELL_HEADER, USER_HEADER } from '../../../services/router/identify.ts';
import { createPlacement } from '../../../services/router/placement.ts';
import { isLoopback } from '../../common/loopback.ts';
import { isCssColor } from '../../../services/colorteller/color.ts';
import { SERVED_HEADERS } from '../../../services/colorteller/wire.ts';
import { withTimeout } from '../../common/with-deadline.ts';

export interface TrafficOptions {
  definition: Definition;
  /** Where a region that names no Docker host runs. */
  defaultHost: string;
  /** Real time. */
  clock: Clock;
  ask: AskRegion;
  /** The fault to request with the next request to the region. */
  faultFor: (region: string) => Promise<RequestedFault>;
  /** Only deployed regions get requests: no answer counts as an error. */
  isDeployed: (region: string) => boolean;
  /** Called for each change with its actor; null: the workspace file. */
  onSet: (status: TrafficStatus, actor: string | null) => void;
}

/** Sends our own requests to the regions, and measures the answers. Off by default. */
export interface Traffic {
  measurements: Measurements;
  metrics: Registry;
  /** Starts, stops, or changes the rate. Omitted settings stay. */
  set(
    change: { isOn?: boolean | undefined; ratePerSecond?: number | undefined },
    actor?: string,
  ): void;
  /** Replaces the regions, and applies the setting of the file if that has changed. */
  follow(definition: Definition): void;
  /** The last five minutes. */
  view(): TrafficView;
  /** Returns a function that returns the changes since its last call, everything at first. Undefined: no changes. */
  changeReader(): () => TrafficChange | undefined;
  stop(): Promise<void>;
}

/** How far back the view goes. */
const SHOWN_MS = 300_000;

export function createTraffic(options: TrafficOptions): Traffic {
  const { clock, ask, faultFor, isDeployed, defaultHost, onSet } = options;
  const store = createBucketStore();
  let names: readonly string[] = [];
  let targets = targetsOf({ regions: [] }, defaultHost);
  let setting = '';
  let status: TrafficStatus = { isOn: false, ratePerSecond: USUAL_TRAFFIC_RATE };
  let generator: Generator | undefined;
  let heldBack = 0;
  const ending = new Set<Promise<void>>();

  const recent = () => store.since(clock.nowMs() - RECENT_MS);
  const metrics = createTrafficMetrics(() => regionsTraffic(names, [], recent()));

  const send = async (target: Target, signal: AbortSignal): Promise<void> => {
    const answer = await ask(target, await faultFor(target.region), signal);
    if (signal.aborted) return;
    const { cell } = answer ?? {};
    const region = cell == null ? target.region : cellName(regionOf(target.region), cell);
    const sample = { region, atMs: clock.nowMs(), answer };
    metrics.count(sample, store.record(sample));
  };

  const end = (): void => {
    const ended = generator?.stop() ?? Promise.resolve();
    generator = undefined;
    ending.add(ended);
    void ended.finally(() => ending.delete(ended));
  };

  const set: Traffic['set'] = (change, actor) => {
    const { isOn = status.isOn, ratePerSecond = status.ratePerSecond } = change;
    if (status.isOn === isOn && status.ratePerSecond === ratePerSecond) return;
    status = { isOn, ratePerSecond };
    onSet(status, actor ?? null);
    end();
    if (!isOn) return;
    generator = startGenerator({
      clock,
      ratePerSecond,
      next: () => targets.next(isDeployed),
      placeOf: ({ url }) => url,
      send,
      onHeldBack: () => (heldBack += 1),
    });
  };

  const follow = (definition: Definition): void => {
    names = subjectsOf(definition.regions).map(({ name }) => name);
    targets = targetsOf(definition, defaultHost);
    const next = JSON.stringify(definition.traffic ?? null);
    if (next === setting) return;
    setting = next;
    set({ isOn: definition.traffic?.isOn ?? false, ratePerSecond: definition.traffic?.rate });
  };
  follow(options.definition);

  return {
    measurements: { since: (fromMs) => store.since(fromMs) },
    metrics: metrics.registry,
    set,
    follow,
    view: () => ({
      ...status,
      bucketMs: BUCKET_MS,
      heldBack,
      skipped: targets.skipped,
      regions: regionsTraffic(names, store.since(clock.nowMs() - SHOWN_MS), recent()),
    }),
    changeReader: () => {
      let revision = 0;
      let reportedStatus = '';
      const lastReported = new Map<string, string>();
      const isChanged = ({ region, buckets, last }: RegionTraffic): boolean => {
        const text = JSON.stringify(last);
        const isOther = lastReported.get(region) !== text;
        lastReported.set(region, text);
        return isOther || buckets.length > 0;
      };
      return () => {
        const changed = store.changedAfter(revision);
        revision = changed.revision;
        const shown = changed.buckets.filter(({ fromMs }) => fromMs >= clock.nowMs() - SHOWN_MS);
        const regions = regionsTraffic(names, shown, recent()).filter(isChanged);
        const isSame = reportedStatus === JSON.stringify(status);
        reportedStatus = JSON.stringify(status);
        return isSame && regions.length === 0 ? undefined : { ...status, regions };
      };
    },
    stop: async () => {
      end();
      await Promise.all(ending);
    },
  };
}

/** A replica of a region, or its router. */
export interface Target {
  /** Name of the region, or of the cell that the router has for the headers. */
  region: string;
  url: string;
  /** Who asks, where cells divide the users. */
  headers?: Readonly<Record<string, string>>;
}

/** Where requests go. */
interface Targets {
  /** Takes the regions in turn, and the replicas of each in turn; undefined where none is eligible. */
  next(isEligible: (region: string) => boolean): Target | undefined;
  /** Regions on other machines: our traffic does not leave this machine. And those that do not run our service. */
  skipped: readonly string[];
}

/** @param defaultHost where a region that names no Docker host runs. */
export function targetsOf(
  { regions, probe }: Pick<Definition, 'regions' | 'probe'>,
  defaultHost: string,
): Targets {
  // What does not run our service does not say in its answers which version it served.
  const isHere = ({ dockerHost }: Region) =>
    probe === undefined && isThisMachine(dockerHost ?? defaultHost);
  const here = regions.filter(isHere).map(targetsIn);
  let turn = 0;
  return {
    next: (isEligible) => {
      for (let tries = 0; tries < here.length; tries++) {
        const place = here[turn % here.length];
        const round = Math.floor(turn / here.length);
        turn += 1;
        const target = place?.(round);
        if (target !== undefined && isEligible(target.region)) return target;
      }
      return undefined;
    },
    skipped: regions.filter((region) => !isHere(region)).map(({ name }) => name),
  };
}

/** How many users or customers there are to ask as: each asks again and again, and stays in its cell. */
const USERS = 10_000;
const CUSTOMERS = 100;

/** The target of a region in each round: its replicas in turn, or its router as one user after the other. */
function targetsIn(region: Region): (round: number) => Target | undefined {
  const { name, cells, shardBy, port } = region;
  if (cells === undefined) {
    const urls = replicaUrls(region);
    return (round) => {
      const url = urls[round % urls.length];
      return url === undefined ? undefined : { region: name, url };
    };
  }
  const placement = createPlacement(cells.map((cell) => ({ weight: 0, keys: [], ...cell })));
  const header = shardBy?.header ?? USER_HEADER;
  const keys = cells.flatMap(({ keys: pinned = [] }) => pinned);
  const others = shardBy === undefined ? USERS : CUSTOMERS;
  const url = `http://127.0.0.1:${port}`;
  return (round) => {
    const asker = round % (others + keys.length);
    const key = keys[asker - others] ?? `asker-${asker}`;
    const cell = placement.ofKey(key);
    return cell && { region: cellName(name, cell.name), url, headers: { [header]: key } };
  };
}

/** A socket or folder of this machine, or a daemon at its loopback. */
function isThisMachine(host: string): boolean {
  if (!/^(?:tcp|ssh):/.test(host)) return true;
  return URL.canParse(host) && isLoopback(new URL(host).hostname.replace(/^\[|\]$/g, ''));
}

/** How long a replica may take to answer. */
const TIMEOUT_MS = 2_000;

/** Port: one request to a replica. Null: no answer in time. It never rejects. */
type AskRegion = (
  target: Pick<Target, 'url' | 'headers'>,
  fault: RequestedFault,
  signal: AbortSignal,
) => Promise<TrafficAnswer | null>;

/** By HTTP: `GET URL/color`, over keep-alive connections. */
export const askRegion: AskRegion = async ({ url, headers: asker }, fault, signal) => {
  const startedAtMs = performance.now();
  try {
    return await withTimeout(TIMEOUT_MS, signal, async (end) => {
      // A region never redirects.
      const sent = { ...asker, ...faultHeaders(fault) };
      const options: RequestInit = { signal: end, headers: sent, redirect: 'error' };
      const { status, headers, body } = await fetch(new URL('/color', url), options);
      await body?.pipeTo(new WritableStream());
      const latencyMs = performance.now() - startedAtMs;
      return { status, latencyMs, ...servedOf(headers) };
    });
  } catch {
    return null;
  }
};

/** Another program at the port may answer anything; the values become labels. */
function servedOf(headers: Headers): Pick<TrafficAnswer, 'color' | 'configVersion' | 'cell'> {
  const cell = headers.get(CELL_HEADER);
  const color = headers.get(SERVED_HEADERS.color) ?? '';
  const configVersion = headers.get(SERVED_HEADERS.configVersion) ?? '';
  return isCssColor(color) && /^\d{1,15}$/.test(configVersion)
    ? { color, configVersion, cell }
    : { color: null, configVersion: null, cell };
}
