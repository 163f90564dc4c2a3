import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionSource, RegionTarget } from '../../orchestrator/ports/decision-source.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { resolveReferences } from '../../orchestrator/core/definition/environment-values.ts';
import { decide } from '../../orchestrator/core/evaluation/decide.ts';
import { createEvaluator } from '../../orchestrator/core/evaluation/evaluator.ts';
import { regionUser } from '../../orchestrator/core/targeting/user.ts';
import { BY_ANN } from './actors.ts';
import { startSdkServer, type SdkServer } from './sdk-server.ts';
import { fileWith } from './targeting.ts';

/** An SDK that asks over HTTP is asked many things at once, as a program does. */
const AT_ONCE = 50;

const region = fc.constantFrom('us-west1', 'us-central1', 'eu-west1', 'Übersee');
const targetArbitrary: fc.Arbitrary<RegionTarget> = fc
  .record({
    region: fc.oneof(region, fc.stringMatching(/^[a-z]{2}-[a-z]{1,5}\d{1,3}$/)),
    environment: fc.constantFrom('production', 'staging', 'development'),
    custom: fc.dictionary(
      fc.constantFrom('tier', 'size', 'country'),
      fc.constantFrom('gold', 'Gold', '5', 'DE', 'x'),
    ),
  })
  .map((target) => ({ ...target, custom: { ...target.custom, region: target.region } }));

const GATES = `
gates:
  - name: extras
    rules:
      - { name: gold, conditions: [{ type: custom_field, field: tier, operator: any, targetValue: [gold] }] }
`;

const definition = () =>
  parseDefinition(
    fileWith(
      '',
      `
    rules:
      - name: half
        passPercentage: 50
        conditions: [{ type: custom_field, field: size, operator: none, targetValue: ['5'] }]
        returnValue: { color: teal }
      - name: gold
        environments: [production]
        conditions: [{ type: custom_field, field: tier, operator: any, targetValue: [gold] }]
        returnValue: { color: '\${environment.tint}' }
    overrides: [{ ids: [eu-west1], value: { color: pink } }]`,
    )
      .replace('name: production', 'name: production\n    values: { tint: gold }')
      .concat(GATES),
    'w.yaml',
  );

interface Opened {
  source: DecisionSource;
  close?: () => Promise<void>;
}

/**
 * What every source of decisions does: the same answer as the evaluator, at every step of a release, with references to
 * values of the environment as they are written.
 * @param targets how many random regions each step compares
 */
export function describeDecisionSource(
  name: string,
  open: (server: SdkServer) => Opened | Promise<Opened>,
  targets = 3_000,
): void {
  describe(`the decision source ${name}`, () => {
    let server: SdkServer;
    let opened: Opened;
    beforeAll(async () => {
      server = await startSdkServer(definition());
      opened = await open(server);
    });
    afterAll(async () => {
      await opened.close?.();
      await server[Symbol.asyncDispose]();
    });

    const steps: [step: string, run: () => Promise<unknown>][] = [
      ['before any release', () => Promise.resolve()],
      ['when a release has started', () => server.give('purple')],
      ['half-way', () => approve('us-west1')],
      ['at the end of the release', () => approve('us-central1')],
    ];
    const approve = (phase: string) =>
      server.interpreter.submit({ type: 'phase-approved', release: 'rel-1', phase, ...BY_ANN });

    it.each(steps)(`gives ${targets} regions what the evaluator does, %s`, async (_, run) => {
      await run();
      const configs = server.interpreter.state();
      const inEffect = server.interpreter.definition();
      const evaluator = createEvaluator(inEffect);
      const resolved = new Set<unknown>();
      const passing = new Set<unknown>();
      const moment = { nowMs: Date.now(), configs };
      const compare = async (target: RegionTarget) => {
        const user = regionUser({ ...target, name: target.region });
        const expected = evaluator.config('colorteller', user, moment);
        const { configVersion, release } = decide(configs, 'colorteller', user)!;
        const decision = await opened.source.decide(target);
        expect({ target, ...decision }).toEqual({
          target,
          value: expected?.template,
          configVersion,
          release,
        });
        const { values = {} } = inEffect.environments.find(
          ({ name }) => name === target.environment,
        )!;
        expect(resolveReferences(decision.value, values)).toEqual(expected?.value);
        resolved.add(expected?.value['color']);
        const passes = evaluator.gate('extras', user, moment)?.value;
        expect(await opened.source.gate('extras', target)).toBe(passes);
        passing.add(passes);
      };
      const all = fc.sample(targetArbitrary, targets);
      for (let from = 0; from < targets; from += AT_ONCE) {
        await Promise.all(all.slice(from, from + AT_ONCE).map(compare));
      }
      expect(resolved).toContain('gold');
      expect(passing).toEqual(new Set([true, false]));
    });

    it('says that there is no such gate, and never guesses', async () => {
      const target = { region: 'us-west1', environment: 'production', custom: {} };
      await expect(opened.source.gate('extra', target)).rejects.toMatchObject({
        code: 'UNKNOWN_CONFIG',
      });
    });
  });
}
