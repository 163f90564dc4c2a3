import { faultText } from '../../../orchestrator/core/definition/fault.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import { quote } from '../../cli/completion/command-tree.ts';
import type { By, Harness } from '../../testing/harness.ts';
import { readDuration } from '../../testing/timeouts.ts';

/** The words of a command after `npx colorteller`; an absent option is undefined. */
type Words = readonly (string | undefined)[];

/**
 * The same harness; before each action it prints the command that a person would type.
 * @param print receives the command.
 */
export function narrate(harness: Harness, print: (command: string) => void): Harness {
  const printed =
    <Args extends unknown[], Result>(
      words: (...args: Args) => Words,
      act: (...args: Args) => Promise<Result>,
    ) =>
    (...args: Args): Promise<Result> => {
      print(commandOf(words(...args)));
      return act(...args);
    };
  const { when, clock, faults } = harness;
  const advance = (duration: string) => ['clock', 'advance', duration];
  return {
    ...harness,
    when: {
      changes: printed(
        (value, options) => ['config', 'set', configOf(options), ...pairs(value), ...by(options)],
        when.changes,
      ),
      approves: printed(
        (phase, who) => ['approve', ...flag('phase', phase), ...by(who)],
        when.approves,
      ),
      pauses: printed((who) => ['pause', ...by(who)], when.pauses),
      unpauses: printed((who) => ['unpause', ...by(who)], when.unpauses),
      skips: printed((phase, who) => ['skip', ...flag('phase', phase), ...by(who)], when.skips),
      rollsOut: printed((who) => ['rollout', ...by(who)], when.rollsOut),
      aborts: printed((who) => ['abort', ...by(who)], when.aborts),
      rollsBack: printed(
        (release, options) => ['rollback', configOf(options), '--to', release, ...by(options)],
        when.rollsBack,
      ),
      holds: printed((options) => ['hold', ...scope(options), ...by(options)], when.holds),
      lifts: printed((options) => ['lift', ...scope(options), ...by(options)], when.lifts),
      timePasses: printed(advance, when.timePasses),
    },
    clock: {
      ...clock,
      advance: printed(advance, clock.advance),
      toNextEvent: printed(() => ['clock', 'to-next-event'], clock.toNextEvent),
      pause: printed(() => ['clock', 'pause'], clock.pause),
      resume: printed((speed) => ['clock', 'resume', ...flag('speed', speed)], clock.resume),
    },
    faults: {
      ...faults,
      add: printed(({ duration, name, seed, ...fault }) => {
        const durationMs = duration === undefined ? undefined : readDuration(duration);
        const text = faultText({ ...fault, durationMs });
        return ['fault', 'add', text, ...flag('name', name), ...flag('seed', seed)];
      }, faults.add),
      clear: printed((name) => ['fault', 'clear', name], faults.clear),
    },
  };
}

function commandOf(words: Words): string {
  const typed = words.filter((word) => word !== undefined);
  const safe = typed.map((word) => (/^[\w=.,:/@%+-]+$/.test(word) ? word : quote(word)));
  return ['npx colorteller', ...safe].join(' ');
}

function flag(name: string, value: string | number | undefined): Words {
  return value === undefined ? [] : [`--${name}`, String(value)];
}

function by({ actor, reason }: By = {}): Words {
  return [...flag('actor', actor), ...flag('reason', reason)];
}

function scope({ region, config }: { region?: string; config?: string } = {}): Words {
  return [...flag('region', region), ...flag('config', config)];
}

function configOf({ config = REGION_CONFIG }: { config?: string } = {}): string {
  return config;
}

function pairs(value: Readonly<Record<string, unknown>>): Words {
  return Object.entries(value).map(
    ([key, one]) => `${key}=${typeof one === 'string' ? one : JSON.stringify(one)}`,
  );
}
