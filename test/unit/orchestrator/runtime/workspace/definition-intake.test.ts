import { describe, expect, it } from 'vitest';
import { createDefinitionIntake } from '../../../../../orchestrator/runtime/workspace/definition-intake.ts';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';
import { createInterpreter } from '../../../../../orchestrator/runtime/interpreter/interpreter.ts';
import type { EventStore } from '../../../../../orchestrator/runtime/store/event-store.ts';
import { createMemoryEventStore } from '../../../../../orchestrator/runtime/store/memory-event-store.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { untilPasses } from '../../../../support/eventually.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const BROKEN = { broken: new AppError('WORKSPACE_INVALID', 'colorteller.yaml:3: broken') };

function start(
  events: EventStore = createMemoryEventStore(),
  allowsDelete: () => boolean = () => false,
) {
  const problems: (string | null)[] = [];
  const failures: unknown[] = [];
  const interpreter = createInterpreter({
    definition: walkthrough(),
    store: events,
    clock: createFakeClock(),
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  const intake = createDefinitionIntake({
    interpreter,
    allowsDelete,
    onProblem: (problem) => problems.push(problem),
    onFailure: (error) => failures.push(error),
  });
  interpreter.subscribe(() => intake.retry());
  interpreter.start();
  const release = () =>
    interpreter.submit({
      type: 'config-changed',
      config: 'colorteller',
      change: { defaultValue: { color: 'purple' } },
      ...BY_ALICE,
    });
  const abort = () =>
    interpreter.submit({ type: 'release-aborted', release: 'rel-1', ...BY_ALICE });
  return { intake, interpreter, problems, failures, release, abort };
}

const bakingFor = (timeIntervalMs: number): Definition => {
  const definition = walkthrough();
  const pipelines = definition.pipelines.map((pipeline) => ({
    ...pipeline,
    phases: pipeline.phases.map((phase) => ({ ...phase, timeIntervalMs })),
  }));
  return { ...definition, pipelines };
};
const valued = (color: string): Definition => {
  const definition = walkthrough();
  const dynamicConfigs = definition.dynamicConfigs.map((config) => ({
    ...config,
    defaultValue: { color },
  }));
  return { ...definition, dynamicConfigs };
};
const without = (region: string): Definition => {
  const { regions, stacks, ...definition } = walkthrough();
  return {
    ...definition,
    regions: regions.filter(({ name }) => name !== region),
    stacks: stacks.map((stack) => ({
      ...stack,
      regions: stack.regions.filter((name) => name !== region),
    })),
  };
};
const namesOf = ({ regions }: Definition) => regions.map(({ name }) => name);
const bakesOf = ({ pipelines }: Definition) =>
  pipelines[0]?.phases.map(({ timeIntervalMs }) => timeIntervalMs);

describe('the intake of the workspace file', () => {
  it('says that the file asks for a value that was released and taken back, until both agree', async () => {
    const { intake, interpreter, problems, abort } = start();
    await intake.adopt({ definition: walkthrough() });
    await intake.adopt({ definition: valued('purple') });
    expect(intake.problem()).toBeNull();
    await abort();
    expect(intake.problem()).toMatch(/^the file asks for colorteller .*rel-1 was aborted/);
    expect(interpreter.state().fileDefinition).toEqual(valued('purple'));
    await intake.adopt({ definition: valued('blue') });
    expect(problems).toEqual([expect.stringMatching(/^the file asks for/), null]);
  });

  it('reports a problem once, and its end once', async () => {
    const { intake, problems } = start();
    await intake.adopt({ definition: walkthrough() });
    await intake.adopt(BROKEN);
    await intake.adopt(BROKEN);
    expect(intake.problem()).toBe('colorteller.yaml:3: broken');
    await intake.adopt({ definition: walkthrough() });
    expect([intake.problem(), problems]).toEqual([null, ['colorteller.yaml:3: broken', null]]);
  });

  it('adopts the newest of the edits that a release locked, once the release has ended', async () => {
    const { intake, interpreter, problems, release, abort } = start();
    await intake.adopt({ definition: walkthrough() });
    await release();
    await intake.adopt({ definition: bakingFor(1_000) });
    await intake.adopt({ definition: bakingFor(2_000) });
    expect(problems).toEqual([
      'pipeline "region-by-region" is locked: release rel-1 goes through it [RELEASE_ACTIVE]; the edit takes effect once nothing blocks it. Finish or abort rel-1 first, or undo this change.',
    ]);
    await abort();
    await intake.close();
    expect([bakesOf(interpreter.definition()), intake.problem()]).toEqual([[2_000, 2_000], null]);
  });

  it('starts no release automatically after an abort; a person has to edit the file again', async () => {
    const { intake, interpreter, release, abort } = start();
    const edited = valued('green');
    await intake.adopt({ definition: walkthrough() });
    await release();
    await intake.adopt({ definition: edited });
    await abort();
    await untilPasses(() =>
      expect(intake.problem()).toContain('[AUTOMATION_HELD]; edit the file again'),
    );
    expect(interpreter.state().releaseCount).toBe(1);
    await intake.adopt({ definition: edited });
    expect([intake.problem(), interpreter.state().releaseCount]).toEqual([null, 2]);
  });

  it('drops a refused edit when the file is then broken or reverted', async () => {
    for (const next of [BROKEN, { definition: walkthrough() }]) {
      const { intake, interpreter, release, abort } = start();
      await intake.adopt({ definition: walkthrough() });
      await release();
      await intake.adopt({ definition: bakingFor(1_000) });
      await intake.adopt(next);
      await abort();
      await intake.close();
      expect(bakesOf(interpreter.definition())).toEqual([0, 0]);
    }
  });

  it('retries an edit that a full disk kept out of the log', async () => {
    const memory = createMemoryEventStore();
    let isFull = true;
    const { intake, interpreter, failures } = start({
      ...memory,
      append: (event) =>
        isFull ? Promise.reject(new AppError('LOG_WRITE_FAILED', 'full')) : memory.append(event),
    });
    await expect(intake.adopt({ definition: walkthrough() })).rejects.toThrow('full');
    intake.retry();
    await untilPasses(() => expect(failures).toHaveLength(1));
    isFull = false;
    intake.retry();
    await untilPasses(() => expect(interpreter.state().fileDefinition).toEqual(walkthrough()));
  });

  it('adopts an edit that deletes only when that edit is confirmed, and says who did', async () => {
    const { intake, interpreter, problems } = start();
    await intake.adopt({ definition: walkthrough() });
    await interpreter.submit({ type: 'deployment-started' });
    await intake.adopt({ definition: without('us-central1') });
    const pending = intake.unconfirmed();
    expect(pending).toMatchObject({ regions: ['us-central1'], stacks: [] });
    expect(pending?.edit).toMatch(/^[0-9a-f]{12}$/);
    const way = `Confirm it with: npx colorteller confirm ${pending?.edit ?? ''}; or undo the edit.`;
    expect(problems).toEqual([
      `the edit deletes region us-central1 [EDIT_DELETES]; nothing happens before that is confirmed. ${way}`,
    ]);
    intake.retry();
    await intake.adopt({ definition: without('us-west1') });
    await expect(intake.confirm(pending?.edit, 'ann')).rejects.toMatchObject({
      code: 'EDIT_DELETES',
      details: { regions: ['us-west1'] },
    });
    expect(namesOf(interpreter.definition())).toEqual(['us-west1', 'us-central1']);
    expect(await intake.confirm(undefined, 'ann')).toMatchObject({ regions: ['us-west1'] });
    expect(namesOf(interpreter.definition())).toEqual(['us-central1']);
    expect(interpreter.events(0).at(-1)?.event).toMatchObject({ confirmedBy: 'ann' });
    expect([intake.problem(), intake.unconfirmed()]).toEqual([null, null]);
    await expect(intake.confirm(undefined, 'ann')).rejects.toMatchObject({ code: 'NO_CHANGE' });
  });

  it('asks for no confirmation where nothing is deployed, or a file may delete', async () => {
    const { intake, interpreter } = start();
    await intake.adopt({ definition: walkthrough() });
    await intake.adopt({ definition: without('us-central1') });
    expect(namesOf(interpreter.definition())).toEqual(['us-west1']);
    const bold = start(undefined, () => true);
    await bold.intake.adopt({ definition: walkthrough() });
    await bold.interpreter.submit({ type: 'deployment-started' });
    await bold.intake.adopt({ definition: without('us-central1') });
    expect(namesOf(bold.interpreter.definition())).toEqual(['us-west1']);
  });

  it('forgets an edit that deletes when the file is then broken', async () => {
    const { intake, interpreter } = start();
    await intake.adopt({ definition: walkthrough() });
    await interpreter.submit({ type: 'deployment-started' });
    await intake.adopt({ definition: without('us-central1') });
    await intake.adopt(BROKEN);
    expect(intake.unconfirmed()).toBeNull();
    await expect(intake.confirm(undefined, 'ann')).rejects.toMatchObject({ code: 'NO_CHANGE' });
  });

  it('accepts no reading after it is closed', async () => {
    const { intake, interpreter } = start();
    await intake.close();
    await intake.adopt({ definition: walkthrough() });
    expect(interpreter.lastSeq()).toBe(0);
  });
});
