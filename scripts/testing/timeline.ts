import type { RegionView, StateView } from '../../orchestrator/control-plane/view/state-view.ts';
import type { PipelineEvent, StoredEvent } from '../../orchestrator/core/pipeline/event.ts';
import type { Paint } from '../cli/render/paint.ts';
import { eventSentence } from '../cli/render/render-event.ts';

/** What is so in every test. */
const UNTOLD: readonly PipelineEvent['type'][] = [
  'definition-changed',
  'deployment-started',
  'timer-fired',
];

const unpainted: Paint = (_, text) => text;

/** Events that are shown at most, the last ones. */
const MOST_LINES = 15;

/** A version of the dynamic config, as it is decided, applied or answered. */
interface Version {
  color: string;
  configVersion: number;
  release: string | null;
}

interface Moment {
  atMs: number;
  text: string;
}

/** What happened to these regions, and to the release that reaches them: oldest first, by the pipeline's time. */
export function timelineOf(
  events: readonly StoredEvent[],
  state: StateView,
  names: readonly string[],
): string[] {
  const regions = state.regions.filter(({ name }) => names.includes(name));
  const decisions = new Map(regions.map((region) => [region.name, region]));
  const applied = new Map<string, number>();
  /** The last two observations of a region. */
  const seen = new Map<string, readonly (string | undefined)[]>();

  const decide = (name: string, version?: number): Moment[] => {
    const region = decisions.get(name);
    const { decided = null, decidedAtMs = null } = region ?? {};
    if (decided === null) return [];
    if (version !== undefined && version !== decided.configVersion) return [];
    decisions.delete(name);
    const color = colorOf(decided.value);
    // What no release decided is so from the start.
    const atMs = decidedAtMs ?? events[0]?.event.atMs ?? state.nowMs;
    return [{ atMs, text: `${name} decided ${versionText({ ...decided, color })}` }];
  };
  const momentsOf = (event: PipelineEvent): Moment[] => {
    const { atMs } = event;
    if (UNTOLD.includes(event.type)) return [];
    if (event.type === 'stack-updated') {
      return regions.flatMap(({ name }) => {
        const version = event.regions[name];
        if (version === undefined || applied.get(name) === version.configVersion) return [];
        applied.set(name, version.configVersion);
        const text = `${name} applied ${versionText(version)}`;
        return [...decide(name, version.configVersion), { atMs, text }];
      });
    }
    if (event.type === 'region-observed') {
      const { region: name, answer, problem } = event;
      if (!names.includes(name)) return [];
      const text =
        answer === null
          ? `${name} silent: ${problem ?? ''}`
          : `${name} answered ${versionText(answer)}`;
      const [last, before] = seen.get(name) ?? [];
      seen.set(name, [text, last]);
      // A region that fails now and then would fill the page with the same two answers.
      if (text === last || text === before) return [];
      return [...(answer === null ? [] : decide(name, answer.configVersion)), { atMs, text }];
    }
    return [{ atMs, text: eventSentence(unpainted, event) }];
  };
  const moments = [
    ...events.flatMap(({ event }) => momentsOf(event)),
    ...regions.flatMap(({ name }) => decide(name)),
  ];
  const left = moments.length - MOST_LINES;
  return [
    ...(left > 0 ? [`${left} earlier events`] : []),
    ...moments.slice(-MOST_LINES).map(({ atMs, text }) => `${timeText(atMs)}  ${text}`),
  ];
}

/** Of the day, in UTC, as `startAt` is written. */
function timeText(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}

export function versionText({ color, configVersion, release }: Version): string {
  return `${color}, version ${configVersion}${release === null ? '' : ` of ${release}`}`;
}

export function colorOf(value: NonNullable<RegionView['decided']>['value']): string {
  return typeof value['color'] === 'string' ? value['color'] : 'no colour';
}
