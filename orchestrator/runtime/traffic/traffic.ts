import type { Registry } from 'prom-client';
import type { RequestedFault } from '../../../services/colorteller/fault-header.ts';
import type { Definition } from '../../core/definition/definition.ts';
import { USUAL_TRAFFIC_RATE } from '../../core/definition/traffic-schema.ts';
import type { Measurements } from '../guardrails/measured.ts';
import type { Clock } from '../../common/clock.ts';
import type { AskRegion } from './ask-region.ts';
import { startGenerator, type Generator } from './generator.ts';
import { BUCKET_MS, createBucketStore } from './measure/bucket-store.ts';
import { RECENT_MS, regionsTraffic } from './measure/traffic-view.ts';
import type {
  RegionTraffic,
  TrafficNews,
  TrafficStatus,
  TrafficView,
} from './measure/traffic-schema.ts';
import { targetsOf, type Target } from './targets.ts';
import { createTrafficMetrics } from './traffic-metrics.ts';

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
  newsSender(): () => TrafficNews | undefined;
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

  const send = async ({ region, url }: Target, signal: AbortSignal): Promise<void> => {
    const answer = await ask(url, await faultFor(region), signal);
    if (signal.aborted) return;
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
    names = definition.regions.map(({ name }) => name);
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
    newsSender: () => {
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
