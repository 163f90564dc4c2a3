import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { createInterpreter } from '../../orchestrator/runtime/interpreter/interpreter.ts';
import type { UnstampedEvent } from '../../orchestrator/core/pipeline/event.ts';
import type { EventStore } from '../../orchestrator/runtime/store/event-store.ts';
import { openFileEventStore } from '../../orchestrator/runtime/store/file-event-store.ts';
import { createFakeClock } from '../support/fakes/fake-clock.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { walkthrough } from '../support/walkthrough.ts';

const DISK_BYTES = 64 * 1024;
const BALLAST_BYTES = 40 * 1024;

/** A file system of 64 KiB on a folder until it is disposed; undefined, with the reason, where it cannot be had. */
async function smallDisk(folder: string): Promise<AsyncDisposable | { why: string }> {
  if (process.platform !== 'linux') return { why: 'only Linux has a tmpfs to mount' };
  const mount = ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder];
  const { failed, stderr } = await execa('mount', mount, { reject: false });
  if (failed) return { why: `this user cannot mount a file system: ${stderr}` };
  return {
    [Symbol.asyncDispose]: async () => {
      await execa('umount', ['--lazy', folder]);
    },
  };
}

const start = (store: EventStore) =>
  createInterpreter({
    definition: walkthrough(),
    store,
    clock: createFakeClock(),
    onRefusedAtReplay: (event, reason) => expect.fail(`${event.type}: ${reason}`),
    onTimerFailure: (error) => expect.fail(String(error)),
  });

const seen = (n: number): UnstampedEvent => ({
  type: 'region-observed',
  region: 'us-west1',
  answer: null,
  problem: `poll ${n}`,
});

it('on a full disk an action is refused and nothing changes; once there is room it goes on', async (context) => {
  await using folder = await tempFolder();
  const disk = await smallDisk(folder.path);
  if ('why' in disk) {
    process.stdout.write(`A really full disk was not tried: ${disk.why}\n`);
    context.skip(`${disk.why}; test/contract/group-commit.test.ts fails the write instead`);
    return;
  }
  await using mounted = disk;
  expect(mounted).toBeDefined();
  const ballast = path.join(folder.path, 'ballast');
  await writeFile(ballast, Buffer.alloc(BALLAST_BYTES));
  const file = path.join(folder.path, 'events.log');
  const open = () => openFileEventStore({ file, onTornTail: () => expect.fail('a torn tail') });
  const store = await open();
  const interpreter = start(store);
  // Nothing is lost by what fits: the first refusal comes only when the disk is full.
  let error: unknown;
  let before = { state: interpreter.state(), log: '' };
  for (let n = 1; error === undefined && n < DISK_BYTES; n++) {
    before = { state: interpreter.state(), log: await readFile(file, 'utf8') };
    error = await interpreter.submit(seen(n)).then(
      () => undefined,
      (refused: unknown) => refused,
    );
  }
  expect(error).toMatchObject({
    code: 'LOG_WRITE_FAILED',
    message: expect.stringContaining('ENOSPC') as string,
  });
  expect(interpreter.state()).toBe(before.state);
  expect(await readFile(file, 'utf8')).toBe(before.log);
  const { length } = store.readAll();
  expect(interpreter.events()).toHaveLength(length);
  await expect(interpreter.submit(seen(0))).rejects.toMatchObject({ code: 'LOG_WRITE_FAILED' });

  await rm(ballast);
  expect((await interpreter.submit(seen(0))).seq).toBe(length + 1);
  await interpreter.close();
  await store.close();
  const again = await open();
  expect(again.readAll()).toHaveLength(length + 1);
  expect(start(again).state()).toEqual(interpreter.state());
  await again.close();
});
