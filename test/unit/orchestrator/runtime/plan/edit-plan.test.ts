import { describe, expect, it } from 'vitest';
import { planOffline } from '../../../../../orchestrator/composition/plan-offline.ts';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { admit } from '../../../../../orchestrator/core/pipeline/admit.ts';
import type { UnstampedEvent } from '../../../../../orchestrator/core/pipeline/event.ts';
import type { Context } from '../../../../../orchestrator/core/pipeline/state.ts';
import { stateAt } from '../../../../../orchestrator/core/rehearsal/state-at.ts';
import { PRICES, priced } from '../../../../support/machines.ts';
import {
  adoption,
  editThatDeletes,
} from '../../../../../orchestrator/runtime/interpreter/adopt-definition.ts';
import { deletedResources } from '../../../../../orchestrator/runtime/plan/edit-plan.ts';
import { BY_ALICE } from '../../../../support/actors.ts';

const NOW_MS = Date.parse('2026-01-09T15:00:00Z');

const FILE = `
environments: [{ name: staging }, { name: live, production: true }]
regions:
  - { name: eu, environment: staging, port: 4501 }
  - { name: us, environment: live, port: 4502 }
  - { name: asia, environment: live, port: 4503, replicas: 2 }
dynamicConfigs:
  - { name: colorteller, pipeline: waves, defaultValue: { color: blue } }
gates: [{ name: dark, defaultValue: false }]
pipelines:
  - name: waves
    phases:
      - { name: first, requiredReview: true, rules: [{ environments: [staging] }] }
      - { name: rest, timeInterval: 5m, rules: [{ environments: [live] }] }
`;

const parsed = (edit: (text: string) => string): Definition => {
  const text = edit(FILE);
  if (text === FILE) throw new Error('the edit changes nothing');
  return parseDefinition(text, 'colorteller.yaml');
};

const presentAfter = (...events: UnstampedEvent[]): Context =>
  events.reduce(
    (context: Context, event) => {
      const reduction = admit(context, { ...event, atMs: NOW_MS });
      if (!reduction.accepted) throw new Error(reduction.reason);
      return reduction;
    },
    stateAt(parseDefinition(FILE, 'colorteller.yaml'), [], { seq: 0 }),
  );

const planned = (file: Definition, context = presentAfter()) =>
  planOffline({
    ...{ context, base: 'stopped', file, folder: '/workspace', nowMs: NOW_MS },
    signal: new AbortController().signal,
  });

const change: UnstampedEvent = {
  type: 'config-changed',
  config: 'colorteller',
  change: { defaultValue: { color: 'purple' } },
  ...BY_ALICE,
};

describe('the plan of an edit', () => {
  it('is empty where only a comment changes', async () => {
    const plan = await planned(parsed((text) => `# a comment\n${text}`));
    expect(plan).toMatchObject({ outcome: 'none', edit: null, blocked: null, stacks: [] });
    expect(plan.environments).toEqual([
      { name: 'staging', production: false, effect: 'untouched' },
      { name: 'live', production: true, effect: 'untouched' },
    ]);
  });

  it('tells same, update, replace and delete apart, and leaves other stacks out', async () => {
    const plan = await planned(parsed((text) => text.replace('4502', '4600')));
    const [live, ...others] = plan.stacks;
    expect([plan.outcome, others]).toEqual(['change', []]);
    expect(live).toMatchObject({ name: 'live', operation: 'replace' });
    expect(live?.regions.map(({ name, operation }) => [name, operation])).toEqual([
      ['us', 'replace'],
    ]);
    const [container] =
      live?.regions[0]?.changes.filter(({ operation }) => operation === 'replace') ?? [];
    expect(container?.differences).toEqual([
      expect.objectContaining({ path: expect.stringContaining('ports') as string }),
    ]);
    expect(plan.environments.filter(({ effect }) => effect === 'changes')).toMatchObject([
      { name: 'live' },
    ]);
  });

  it('deletes a region that is gone, and a stack of which nothing is left', async () => {
    const gone = await planned(parsed((text) => text.replace(/.*name: eu,.*\n/, '')));
    expect(gone).toMatchObject({
      outcome: 'delete',
      deletes: { regions: ['eu'], stacks: ['staging'] },
      definitions: [
        { kind: 'regions', removed: ['eu'] },
        { kind: 'stacks', removed: ['staging'] },
      ],
    });
    expect(gone.stacks).toMatchObject([
      { name: 'staging', operation: 'delete', counts: { same: 0, delete: 4 } },
    ]);
  });

  it('counts fewer replicas as a change: the region stays', async () => {
    const plan = await planned(parsed((text) => text.replace('replicas: 2', 'replicas: 1')));
    expect(plan).toMatchObject({ outcome: 'change', deletes: { regions: [], stacks: [] } });
    expect(plan.stacks[0]?.counts).toMatchObject({ delete: 1 });
  });

  it('names the release that it starts with its phases, and changes no resource by it', async () => {
    const plan = await planned(parsed((text) => text.replace('color: blue', 'color: purple')));
    expect(plan).toMatchObject({ outcome: 'change', stacks: [], values: [] });
    expect(plan.releases).toEqual([
      {
        ...{ release: 'rel-1', config: 'colorteller' },
        differences: [{ path: 'defaultValue.color', from: 'blue', to: 'purple' }],
        phases: [
          { name: 'first', regions: ['eu'], approvalsNeeded: 1, bakeMs: 0, block: null },
          {
            ...{ name: 'rest', regions: ['us', 'asia'], approvalsNeeded: 0, bakeMs: 300_000 },
            block: null,
          },
        ],
      },
    ]);
    expect(plan.environments.every(({ effect }) => effect === 'changes')).toBe(true);
  });

  it('names values that change at once, where no pipeline is in the way', async () => {
    const plan = await planned(
      parsed((text) =>
        text.replace('name: dark, defaultValue: false', 'name: dark, defaultValue: true'),
      ),
    );
    expect(plan.values).toEqual(
      ['eu', 'us', 'asia'].map((region) => ({ region, config: 'dark', from: false, to: true })),
    );
    expect(plan.definitions).toMatchObject([
      {
        kind: 'gates',
        changed: ['dark'],
        differences: [{ name: 'dark', path: 'defaultValue', from: false, to: true }],
      },
    ]);
  });

  it('names the ramp that it begins, with its next step', async () => {
    const ramp = 'rules: [{ name: all, ramp: { steps: [5, 100], every: 1h } }]';
    const plan = await planned(
      parsed((text) => text.replace('dark, default', `dark, ${ramp}, default`)),
    );
    expect(plan.ramps).toMatchObject([
      {
        config: 'dark',
        rule: 'all',
        percentage: 5,
        nextPercentage: 100,
        nextAtMs: NOW_MS + 3_600_000,
      },
    ]);
  });

  it('says what holds it while a release is active, and still what it would do', async () => {
    const plan = await planned(
      parsed((text) =>
        text.replace('timeInterval: 5m', 'timeInterval: 9m').replace('4502', '4600'),
      ),
      presentAfter(change),
    );
    expect(plan.blocked).toEqual({
      code: 'RELEASE_ACTIVE',
      message: 'pipeline "waves" is locked: release rel-1 goes through it',
      action: 'Finish or abort rel-1 first, or undo this change.',
    });
    expect(plan.stacks).toMatchObject([{ name: 'live', operation: 'replace' }]);
    // What its values would do is not known before.
    expect(plan.environments.map(({ effect }) => effect)).toEqual(['unknown', 'changes']);
  });

  it('says which release is under way in what it deletes, and what lint finds then', async () => {
    const context = presentAfter({ type: 'deployment-started' }, change);
    const plan = await planned(
      parsed((text) => text.replace(/.*name: eu,.*\n/, '')),
      context,
    );
    expect(plan).toMatchObject({ outcome: 'delete', during: ['rel-1'], blocked: null });
    expect(plan.findings).toMatchObject([
      { level: 'error', path: expect.stringContaining('pipelines.0.phases.0') as string },
      { level: 'warning' },
    ]);
  });

  it('is refused where it deletes what is protected', async () => {
    const protect = (text: string) => text.replace('port: 4501', 'port: 4501, protect: true');
    const before = stateAt(parsed(protect), [], { seq: 0 });
    const plan = await planned(
      parsed((text) => text.replace(/.*name: eu,.*\n/, '')),
      {
        ...before,
        state: { ...before.state, isDeployed: true },
      },
    );
    expect(plan.blocked).toEqual({
      code: 'PROTECTED',
      message: 'the edit deletes eu, which is protected',
      action:
        'Undo the edit; or set "protect: false" for it first, save that, and then take it out.',
    });
    expect(plan.edit).toBeNull();
  });

  it('waits for a confirmation where another program deletes a resource, and not where that is protected', () => {
    const parsedFile = (text: string) => parseDefinition(text, 'colorteller.yaml');
    const withProgram = (build: string) => ({
      ...parsedFile(FILE.replace('port: 4501', 'port: 4501, protect: true')),
      program: { file: './program.ts', build },
    });
    const before = stateAt(withProgram('a'), [], { seq: 0 });
    const context = { ...before, state: { ...before.state, isDeployed: true as const } };
    const after = withProgram('b');
    const changes = ['us', 'eu'].map((name) => ({
      ...{
        urn: name,
        type: 'docker:index/container:Container',
        name,
        operation: 'delete' as const,
      },
      ...{ properties: [], differences: [] },
    }));
    const event = adoption(context, after);
    const resources = (...names: string[]) =>
      deletedResources(context.definition, after, [
        { stack: 'live', regions: [], changes: changes.filter(({ name }) => names.includes(name)) },
      ]);
    expect(deletedResources(after, after, [{ stack: 'live', regions: [], changes }])).toEqual([]);
    expect(editThatDeletes(context, event!, resources('us'))).toMatchObject({
      ...{ regions: [], stacks: [], resources: ['Container us'] },
    });
    expect(() => editThatDeletes(context, event!, resources('eu'))).toThrow(
      'the edit deletes eu, which is protected',
    );
  });

  it('is blocked by the protection of what it would delete', async () => {
    const protect = (text: string) => text.replace('port: 4501', 'port: 4501, protect: true');
    const before = parsed(protect);
    const plan = await planOffline({
      ...{ context: stateAt(before, [], { seq: 0 }), base: 'file', folder: '.', nowMs: NOW_MS },
      file: parsed((text) => protect(text).replace('4501', '4600')),
      signal: new AbortController().signal,
    });
    expect(plan.blocked).toMatchObject({ code: 'PROTECTED' });
  });

  it('tells what the machines of a stack cost before and after, when prices change', async () => {
    const before = priced();
    const others = PRICES.filter(({ machine }) => machine !== 'acorn-2');
    const plan = await planned({ ...before, prices: others }, stateAt(before, [], { seq: 0 }));
    expect(plan.costs).toMatchObject([{ stack: 'production', regions: [{ machine: 'b2' }] }]);
    const [cost] = plan.costs;
    expect(cost?.usdPerMonth).toBeGreaterThan(cost?.usdPerMonthBefore ?? Infinity);
    expect(plan.definitions).toMatchObject([{ kind: 'settings', changed: ['prices'] }]);
    expect(plan.stacks.map(({ operation }) => operation)).toEqual(['update']);
  });

  it('touches nothing of what it is given', async () => {
    const context = presentAfter(change);
    const before = JSON.stringify(context);
    await planned(
      parsed((text) => text.replace(/.*name: eu,.*\n/, '')),
      context,
    );
    expect(JSON.stringify(context)).toBe(before);
  });
});
