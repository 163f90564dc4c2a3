import { REGION_CONFIG } from '../../orchestrator/core/definition/region-config-name.ts';
import type { ErrorCode } from '../../orchestrator/common/errors/error-codes.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { ReleaseAction } from '../../orchestrator/core/pipeline/can.ts';
import type { HoldScope } from '../../orchestrator/core/pipeline/records.ts';
import type { ControlClient } from '../cli/client/control-client.ts';
import type { By, Given, HarnessClock, Then, When } from './harness.ts';
import type { Regions } from './regions.ts';
import { unmet } from './region-truths.ts';
import { expectRelease, releaseOf } from './releases.ts';

export interface ActsOptions {
  client: ControlClient;
  regions: Regions;
  clock: HarnessClock;
  /** The default actor. */
  actor: string;
}

/** The actions that a test is written with. */
export function createActs({ client, regions, clock, actor }: ActsOptions): {
  given: Given;
  when: When;
  then: Then;
} {
  const by = (who: By = {}) => ({ actor: who.actor ?? actor, reason: who.reason ?? null });
  const act = async (action: ReleaseAction, who?: By): Promise<void> => {
    await client.act(releaseOf(await client.state()).id, action, by(who));
  };
  const actOnPhase = async (action: ReleaseAction, phase?: string, who?: By): Promise<void> => {
    const { id, currentPhase, phases } = releaseOf(await client.state());
    // One that has ended has none: then the last one is refused, by the state of the release.
    const current = currentPhase ?? phases.at(-1)?.id ?? '';
    await client.act(id, action, { ...by(who), phase: phase ?? current });
  };
  const when: When = {
    changes: async (value, { config = REGION_CONFIG, ...who } = {}) => {
      const { release } = await client.changeConfig(config, { set: value, ...by(who) });
      return release?.id ?? '';
    },
    approves: (phase, who) => actOnPhase('approve', phase, who),
    pauses: (who) => actOnPhase('pause', undefined, who),
    unpauses: (who) => actOnPhase('unpause', undefined, who),
    skips: (phase, who) => actOnPhase('skip', phase, who),
    rollsOut: (who) => act('rollout', who),
    aborts: (who) => act('abort', who),
    rollsBack: async (release, { config = REGION_CONFIG, ...who } = {}) => {
      await client.rollBack(config, { release, ...by(who) });
    },
    holds: async (options) => {
      await client.changeHold('hold-placed', { scope: scopeOf(options), ...by(options) });
    },
    lifts: async (options) => {
      await client.changeHold('hold-lifted', { scope: scopeOf(options), ...by(options) });
    },
    timePasses: (duration) => clock.advance(duration),
  };
  return {
    when,
    given: {
      everywhere: async (color) => {
        const { regions: all } = await client.state();
        if (all.some(({ decided }) => decided?.value['color'] !== color)) {
          const id = await when.changes({ color }, { reason: 'given' });
          if (id !== '') await client.act(id, 'rollout', by({ reason: 'given' }));
        }
        await regions.expectColors(Object.fromEntries(all.map(({ name }) => [name, color])));
      },
    },
    then: {
      regions: regions.expectColors,
      release: (status, options) => expectRelease(client).toBe(status, options),
      refused: async (code, attempt) => {
        const { seq } = await client.state();
        const actual = await codeOf(attempt);
        if (actual === code) return;
        const after = (await client.events(seq)).map(({ event }) => event.type);
        const { regions: all } = await client.state();
        throw await unmet(client, {
          sentence: `it should be refused with ${code} and ${actual === null ? `was done: ${after.join(', ')}` : `was refused with ${actual}`}`,
          actual,
          expected: code,
          code: 'ERR_ASSERTION',
          regions: all.map(({ name }) => name),
        });
      },
    },
  };
}

function scopeOf({ region, config }: { region?: string; config?: string } = {}): HoldScope {
  if (config !== undefined) return { kind: 'config', name: config };
  return region === undefined ? { kind: 'everything' } : { kind: 'region', name: region };
}

/** Null where it was done. */
async function codeOf(attempt: () => Promise<unknown>): Promise<ErrorCode | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
