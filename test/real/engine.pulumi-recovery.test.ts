import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockHolders } from '../../infra/engine/pulumi/stack-lock.ts';
import { ask, changed, createEngineFixture, type TestStack } from '../support/engine-fixture.ts';
import { pulumiEngine } from '../support/real-engines.ts';
import { processRegions } from '../support/region-runtime.ts';
import { PROJECT } from '../../infra/engine/stack-outputs.ts';

/** A fixture whose engine keeps its state in a folder that the test can reach. */
async function createPulumiFixture() {
  let backend = '';
  const fixture = await createEngineFixture({
    regions: () => processRegions(),
    createEngine: (folder) => {
      backend = path.join(folder, 'backend');
      return pulumiEngine(folder);
    },
  });
  const up = ({ name, program }: TestStack) => fixture.engine.up({ stack: name, program });
  return { ...fixture, backend, up, [Symbol.asyncDispose]: fixture[Symbol.asyncDispose] };
}

describe('the engine pulumi, when another CLI was here', () => {
  it.each([
    { how: 'goes on', isLockTakenAway: false },
    { how: 'goes on where a person has taken its lock away', isLockTakenAway: true },
  ])(
    '$how after a CLI that was killed in the middle of a creation',
    async ({ isLockTakenAway }) => {
      await using fixture = await createPulumiFixture();
      const { engine, backend, up } = fixture;
      const stack = await fixture.stack('west', 'central');
      let killed: Promise<void> | undefined;
      const kill = async () => {
        const [holder] = await lockHolders(backend, stack.name);
        process.kill(holder!.pid, 'SIGKILL');
      };
      const crashed = engine.up({
        stack: stack.name,
        program: stack.program,
        onEvent: (event) => {
          if (event.kind === 'started' && event.change.name === 'west-0') killed ??= kill();
        },
      });
      await expect(crashed).rejects.toMatchObject({
        code: 'UPDATE_FAILED',
        message: expect.stringContaining('SIGKILL') as string,
      });
      await killed;
      const locks = await lockHolders(backend, stack.name);
      expect(locks).toHaveLength(1);
      // As a person does by `pulumi cancel`: what was cut off is still in the state then.
      if (isLockTakenAway) await rm(locks[0]!.file);

      await up(stack);
      expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue' });
      expect(await ask(stack.port('central'))).toMatchObject({ color: 'blue' });
      expect(await lockHolders(backend, stack.name)).toEqual([]);
      const logs: string[] = [];
      const again = await engine.up({
        stack: stack.name,
        program: stack.program,
        onEvent: (event) => {
          if (event.kind === 'log') logs.push(event.message);
        },
      });
      expect(changed(again.changes)).toEqual([]);
      // Pulumi would warn of the interrupted creation at every update from here on.
      expect(logs).toEqual([]);
    },
  );

  it('keeps nothing that a kill could leave half written, and clears away what another CLI left so', async () => {
    await using fixture = await createPulumiFixture();
    const { backend, up } = fixture;
    const stack = await fixture.stack('west');
    await up(stack);
    const files = await readdir(backend, { recursive: true });
    const state = files.find((file) => file.endsWith(`${stack.name}.json`))!;
    expect(files.filter((file) => file.endsWith('.attrs'))).toEqual([]);
    const torn = path.join(backend, `${state}.attrs`);
    await writeFile(torn, '');
    await expect(up(stack)).rejects.toThrow('failed to load checkpoint: EOF');

    await using next = await pulumiEngine(path.dirname(backend));
    expect(await readdir(path.dirname(torn))).not.toContain(path.basename(torn));
    const again = await next.engine.up({ stack: stack.name, program: stack.program });
    expect(changed(again.changes)).toEqual([]);
  });

  it('respects the lock of a CLI on another machine, and says whose it is', async () => {
    await using fixture = await createPulumiFixture();
    const { engine, backend, up } = fixture;
    const stack = await fixture.stack('west');
    await up(stack);
    const folder = path.join(backend, '.pulumi', 'locks', 'organization', PROJECT, stack.name);
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, 'a.json');
    const lock = {
      pid: 7,
      username: 'ann',
      hostname: 'elsewhere',
      timestamp: '2026-01-01T00:00:00Z',
    };
    await writeFile(file, JSON.stringify(lock));
    const conflict = {
      code: 'UPDATE_CONFLICT',
      retryable: false,
      message: expect.stringContaining(`process 7 of ann on elsewhere (${file})`) as string,
    };
    await expect(up(stack)).rejects.toMatchObject(conflict);
    await expect(engine.destroy({ stack: stack.name })).rejects.toMatchObject(conflict);
    expect(await ask(stack.port('west'))).toMatchObject({ color: 'blue' });
    await rm(file);
    await up(stack);
  });
});
