import { own } from '../../common/own.ts';
import { asSubjects, subjectsOf, subjectText } from '../definition/cells.ts';
import type { Definition } from '../definition/definition.ts';
import { isDeepStrictEqual } from '../pipeline/deep-equal.ts';
import { activeReleases, releasedPhases } from '../pipeline/release.ts';
import {
  configsOf,
  contentOf,
  type ConfigDefinition,
  type Context,
  type PipelineState,
} from '../pipeline/state.ts';
import { matchesAnyRule } from '../targeting/match-rule.ts';
import type { Finding } from './coverage.ts';

/** What a workspace file would do, or does not do, in the state that its log has come to. */
export function lintHistory(file: Definition, present: Context): Finding[] {
  return [...withdrawnFindings(file, present.state), ...renamedRegions(file, present)];
}

/**
 * The configs of which the workspace file asks for a value that a release brought and that was then taken back: the
 * release was aborted, or everyone was rolled back behind it. What a command set differs from the file, too, and is as
 * meant.
 */
export function withdrawnValues(file: Definition, state: PipelineState): Withdrawn[] {
  return configsOf(file).flatMap((config) => {
    const { current, activeRelease, automationHeld } = own(state.configs, config.name) ?? {};
    if (current === undefined || activeRelease !== null || automationHeld == null) return [];
    const asked = contentOf(config);
    const isReleased = isDeepStrictEqual(asked, contentOf(current));
    const wasReleased = state.finishedReleases.some(
      (release) =>
        release.config === config.name && isDeepStrictEqual(asked, contentOf(release.to)),
    );
    return isReleased || !wasReleased
      ? []
      : [{ config, because: automationHeld.because, version: current.configVersion }];
  });
}

interface Withdrawn {
  config: ConfigDefinition;
  because: string;
  /** The released one. */
  version: number;
}

/** Characters of a value that a sentence holds. */
const LONGEST_VALUE = 200;

/** The same in words, for one config. */
export function withdrawnText({ config, because, version }: Withdrawn): string {
  const value = JSON.stringify(config.defaultValue);
  const shown = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
  return `the file asks for ${config.name} ${shown}, but version ${version} is released: ${because}. Put the released value into the file, or edit the value once more to release it again`;
}

function withdrawnFindings(file: Definition, state: PipelineState): Finding[] {
  return withdrawnValues(file, state).map((withdrawn) => {
    const { kind, name } = withdrawn.config;
    const list = kind === 'gate' ? 'gates' : 'dynamicConfigs';
    const index = file[list].findIndex((one) => one.name === name);
    return {
      level: 'warning',
      kind: 'value-withdrawn',
      path: [list, index],
      message: withdrawnText(withdrawn),
    };
  });
}

/** A region under another name is another region: no live phase chose it. */
function renamedRegions(file: Definition, { definition, state }: Context): Finding[] {
  const subjects = subjectsOf(definition.regions);
  const names = new Set(subjects.map(({ name }) => name));
  const inFile = file.regions.flatMap((region, index) =>
    asSubjects(region).map((subject) => ({ subject, index })),
  );
  const remaining = new Set(inFile.map(({ subject }) => subject.name));
  const gone = subjects.filter(({ name }) => !remaining.has(name));
  return activeReleases(state).flatMap((release) => {
    const live = releasedPhases(release).flatMap(({ rules }) => rules);
    const was = gone.find((region) => matchesAnyRule(live, region));
    if (was === undefined) return [];
    return inFile.flatMap(({ subject: region, index }): Finding[] =>
      names.has(region.name) || matchesAnyRule(live, region)
        ? []
        : [
            {
              level: 'warning',
              kind: 'renamed-region-falls-back',
              path: ['regions', index],
              message: `${subjectText(region.name)} is new, and no live phase of release ${release.id} chooses it: it gets the old value, version ${release.from.configVersion}, where "${was.name}" has the new one. Finish or abort the release first`,
            },
          ],
    );
  });
}
