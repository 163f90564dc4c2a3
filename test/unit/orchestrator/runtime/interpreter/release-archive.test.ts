import { expect, it } from 'vitest';
import { withArchived } from '../../../../../orchestrator/control-plane/action-request.ts';
import { createInterpreter } from '../../../../../orchestrator/runtime/interpreter/interpreter.ts';
import { createReleaseArchive } from '../../../../../orchestrator/runtime/interpreter/release-archive.ts';
import { createMemoryEventStore } from '../../../../../orchestrator/runtime/store/memory-event-store.ts';
import { BY_ALICE } from '../../../../support/actors.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const COUNT = 230;
const config = 'colorteller';
const colorOf = (n: number) => `#${n.toString(16).padStart(6, '0')}`;

/** So many releases, all completed but the third. */
async function longHistory() {
  const interpreter = createInterpreter({
    definition: walkthrough(),
    store: createMemoryEventStore(),
    clock: createFakeClock(),
    onRefusedAtReplay: () => undefined,
    onTimerFailure: () => undefined,
  });
  for (let n = 1; n <= COUNT; n++) {
    const change = { defaultValue: { color: colorOf(n) } };
    await interpreter.submit({ type: 'config-changed', config, change, ...BY_ALICE });
    const type = n === 3 ? 'release-aborted' : 'release-rolled-out';
    await interpreter.submit({ type, release: `rel-${n}`, ...BY_ALICE });
  }
  return { interpreter, archive: createReleaseArchive(interpreter) };
}

it('the state holds the latest releases and counts them all; the archive reads every one from the log', async () => {
  const { interpreter, archive } = await longHistory();
  const { finishedReleases, finishedCounts } = interpreter.state();
  expect(finishedReleases.length).toBeLessThan(COUNT);
  expect(finishedReleases.at(-1)?.id).toBe(`rel-${COUNT}`);
  expect(finishedCounts).toEqual({ completed: COUNT - 1, aborted: 1 });
  const ids: string[] = [];
  for await (const { id } of archive.finished()) ids.push(id);
  expect(ids).toEqual(Array.from({ length: COUNT }, (_, n) => `rel-${n + 1}`));
  expect((await archive.find('rel-3'))?.stage.kind).toBe('aborted');
  expect(await archive.find('rel-999')).toBeUndefined();
});

it('a release that only the log holds is refused as ended, and a good one is a rollback target as any', async () => {
  const { interpreter, archive } = await longHistory();
  const act = (release: string) =>
    interpreter.submit({ type: 'release-aborted', release, ...BY_ALICE });
  await expect(act('rel-1')).rejects.toMatchObject({ code: 'NOTHING_ACTIVE' });
  await expect(act('rel-0')).rejects.toMatchObject({ code: 'UNKNOWN_RELEASE' });
  await expect(act('rel-01')).rejects.toMatchObject({ code: 'UNKNOWN_RELEASE' });
  const rollBack = async (release: string) => {
    const request = { action: 'rollback' as const, config, release, ...BY_ALICE };
    const { action, ...event } = await withArchived(request, interpreter.state(), archive);
    return interpreter.submit({ type: 'config-rolled-back', ...event } as never);
  };
  await expect(rollBack('rel-3')).rejects.toMatchObject({ code: 'ACTION_REFUSED' });
  await rollBack('rel-2');
  expect(interpreter.state().configs[config]?.current).toMatchObject({
    defaultValue: { color: colorOf(2) },
    release: 'rel-2',
  });
});
