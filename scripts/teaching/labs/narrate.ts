import { faultText } from '../../../orchestrator/core/definition/fault.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import { quote } from '../../cli/completion/command-tree.ts';
import type { By, Harness } from '../../testing/harness.ts';
import { readDuration } from '../../testing/timeouts.ts';

/** The words of a command after `npx colorteller`; an absent option is undefined. */
type Words = readonly (string | undefined)[];

/**
 * The same harness; what it does is told beforehand as the command that a person would type.
 * @param tell told the command.
 */
export function narrate(harness: Harness, tell: (command: string) => void): Harness {
  const told =
    <Args extends unknown[], Result>(
      words: (...args: Args) => Words,
      act: (...args: Args) => Promise<Result>,
    ) =>
    (...args: Args): Promise<Result> => {
      tell(commandOf(words(...args)));
      return act(...args);
    };
  const { when, clock, faults } = harness;
  const advance = (duration: string) => ['clock', 'advance', duration];
  return {
    ...harness,
    when: {
      changes: told(
        (value, options) => ['config', 'set', configOf(options), ...pairs(value), ...by(options)],
        when.changes,
      ),
      approves: told(
        (phase, who) => ['approve', ...flag('phase', phase), ...by(who)],
        when.approves,
      ),
      pauses: told((who) => ['pause', ...by(who)], when.pauses),
      unpauses: told((who) => ['unpause', ...by(who)], when.unpauses),
      skips: told((phase, who) => ['skip', ...flag('phase', phase), ...by(who)], when.skips),
      rollsOut: told((who) => ['rollout', ...by(who)], when.rollsOut),
      aborts: told((who) => ['abort', ...by(who)], when.aborts),
      rollsBack: told(
        (release, options) => ['rollback', configOf(options), '--to', release, ...by(options)],
        when.rollsBack,
      ),
      holds: told((options) => ['hold', ...scope(options), ...by(options)], when.holds),
      lifts: told((options) => ['lift', ...scope(options), ...by(options)], when.lifts),
      timePasses: told(advance, when.timePasses),
    },
    clock: {
      ...clock,
      advance: told(advance, clock.advance),
      toNextEvent: told(() => ['clock', 'to-next-event'], clock.toNextEvent),
      pause: told(() => ['clock', 'pause'], clock.pause),
      resume: told((speed) => ['clock', 'resume', ...flag('speed', speed)], clock.resume),
    },
    faults: {
      ...faults,
      add: told(({ duration, name, seed, ...fault }) => {
        const durationMs = duration === undefined ? undefined : readDuration(duration);
        const text = faultText({ ...fault, durationMs });
        return ['fault', 'add', text, ...flag('name', name), ...flag('seed', seed)];
      }, faults.add),
      clear: told((name) => ['fault', 'clear', name], faults.clear),
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
