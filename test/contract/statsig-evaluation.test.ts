import { StatsigUser, type Statsig } from '@statsig/statsig-node-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { createEvaluator } from '../../orchestrator/core/evaluation/evaluator.ts';
import { initialState } from '../../orchestrator/core/pipeline/state.ts';
import { conditionTest } from '../../orchestrator/core/targeting/condition-test.ts';
import { resolveSpecs, toSpecs } from '../../orchestrator/core/specs/resolve-specs.ts';
import { sdkOn } from '../../scripts/dev/bench/statsig-sdk.ts';
import { toStatsigUser } from '../support/statsig-sdk.ts';
import { targeted } from '../support/targeting.ts';
import { anyCondition, anyTargets, anyUser } from '../support/targeting-arbitraries.ts';

const RULE = {
  name: 'r',
  id: 'r',
  salt: 'r',
  environments: null,
  passPercentage: 100,
  returnValue: true,
};
const GATE = {
  pipeline: null,
  salt: 'g',
  idType: 'userID',
  enabled: true,
  overrides: [],
  defaultValue: false,
};

describe("Statsig's own SDK and our evaluator", () => {
  it('agree about every condition of every user', async () => {
    const conditions = fc.array(anyCondition, { minLength: 1, maxLength: 300 });
    const users = fc.array(anyUser, { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(conditions, users, async (someConditions, someUsers) => {
        const gates = someConditions.map((condition, n) => ({
          ...GATE,
          name: `gate-${n}`,
          rules: [{ ...RULE, conditions: [condition] }],
        }));
        await withStatsig({ ...targeted(), gates, dynamicConfigs: [], segments: [] }, (statsig) => {
          const world = createEvaluator(targeted()).worldAt({
            nowMs: Date.now(),
            configs: initialState(targeted()),
          });
          for (const user of someUsers) {
            const theirs = toStatsigUser(user);
            someConditions.forEach((condition, n) => {
              const test = conditionTest(condition);
              const facts = { user, condition, found: test.found(user, world) };
              expect({ ...facts, holds: test.holds(user, world) }).toEqual({
                ...facts,
                holds: statsig.checkGate(theirs, `gate-${n}`),
              });
            });
          }
        });
      }),
      { numRuns: 20, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('agree about gates and configs: rules in order, percentages, gates and segments within', async () => {
    const users = fc.array(anyUser, { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(anyTargets, users, async ({ outer, inner, config, segment }, someUsers) => {
        const definition: Definition = {
          ...targeted(),
          gates: [outer, inner].map((gate) => ({ ...gate, pipeline: null })),
          dynamicConfigs: [config],
          segments: [segment, { name: 'nobody', idType: 'userID', ids: [] }],
        };
        const evaluator = createEvaluator(definition);
        const nowMs = Date.now();
        const moment = { nowMs, configs: initialState(definition) };
        await withStatsig(definition, (statsig) => {
          for (const user of someUsers) {
            const theirs = toStatsigUser(user);
            const answers = {
              outer: statsig.checkGate(theirs, 'outer'),
              inner: statsig.checkGate(theirs, 'inner'),
              theme: statsig.getDynamicConfig(theirs, 'theme').value,
            };
            expect({
              user,
              outer: evaluator.gate('outer', user, moment)?.value,
              inner: evaluator.gate('inner', user, moment)?.value,
              theme: evaluator.config('theme', user, moment)?.value,
            }).toEqual({ user, ...answers });
          }
        });
      }),
      { numRuns: 150, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('put the same users into a percentage, whatever the letters of the salts and IDs', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 });
    const salts = fc.array(fc.tuple(text, text), { minLength: 20, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(salts, fc.array(text, { minLength: 100 }), async (pairs, ids) => {
        const gates = pairs.map(([salt, ruleSalt], n) => ({
          ...GATE,
          salt,
          name: `gate-${n}`,
          rules: [{ ...RULE, salt: ruleSalt, conditions: [], passPercentage: 50 }],
        }));
        const definition = { ...targeted(), gates };
        const evaluator = createEvaluator(definition);
        const moment = { nowMs: 0, configs: initialState(definition) };
        await withStatsig({ ...definition, dynamicConfigs: [] }, (statsig) => {
          for (const userID of ids) {
            for (const { name, salt } of gates) {
              const ours = evaluator.gate(name, { userID }, moment)?.value;
              const theirs = statsig.checkGate(new StatsigUser({ userID }), name);
              expect({ userID, salt, isIn: ours }).toEqual({ userID, salt, isIn: theirs });
            }
          }
        });
      }),
      { numRuns: 10, interruptAfterTimeLimit: 15_000 },
    );
  });
});

async function withStatsig(definition: Definition, ask: (statsig: Statsig) => void): Promise<void> {
  const content = resolveSpecs(definition, initialState(definition));
  const statsig = await sdkOn(toSpecs(content, { timeMs: 1, environment: 'none' }));
  try {
    ask(statsig);
  } finally {
    await statsig.shutdown();
  }
}
