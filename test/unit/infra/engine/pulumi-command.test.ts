import path from 'node:path';
import type { PulumiCommand } from '@pulumi/pulumi/automation/index.js';
import { describe, expect, it } from 'vitest';
import { createPulumiCommand } from '../../../../infra/engine/pulumi/pulumi-command.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { fakeProgram } from '../../../support/fake-program.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** The method that the Automation API calls; the SDK's types leave it out. */
type Run = (
  args: string[],
  cwd: string,
  env: Record<string, string>,
  onOutput?: (text: string) => void,
  onError?: (text: string) => void,
  signal?: AbortSignal,
) => Promise<{ stdout: string; stderr: string; code: number }>;

async function createCommand(body: string) {
  const folder = await tempFolder();
  const command = await fakeProgram(path.join(folder.path, 'pulumi'), body);
  const clock = createFakeClock();
  const pulumi = createPulumiCommand({
    cli: { command, version: '3.259.0' },
    env: { FROM: 'us' },
    clock,
  });
  const { run } = pulumi as PulumiCommand & { run: Run };
  return {
    clock,
    pulumi,
    run: (args: string[], signal?: AbortSignal, onOutput?: (text: string) => void) =>
      run(args, folder.path, { ADDED: 'api' }, onOutput, undefined, signal),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

describe('the command under the Automation API', () => {
  it('runs the CLI with what it was given and no environment of this process', async () => {
    await using command = await createCommand('echo "$@ $FROM $ADDED ${NODE_ENV:-none}"');
    const { stdout, code } = await command.run(['up', '--yes']);
    expect([stdout, code]).toEqual(['up --yes --non-interactive --color never us api none', 0]);
    expect(String(command.pulumi.version)).toBe('3.259.0');
  });

  it.each([
    ['output', '{}'],
    ['history', '[]'],
  ])('answers "stack %s" without a process', async (question, stdout) => {
    await using command = await createCommand('exit 9');
    expect(await command.run(['stack', question, '--json'])).toMatchObject({ stdout });
    await expect(command.run(['stack', 'ls', '--json'])).rejects.toThrow();
  });

  it.each([
    ['error: no stack named "s" found', 'StackNotFoundError'],
    ['error: the stack is currently locked by 1 lock(s)', 'ConcurrentUpdateError'],
    ['error: something else', 'CommandError'],
  ])('fails at "%s" with the error of the SDK', async (words, name) => {
    await using command = await createCommand(`echo '${words}' >&2; exit 255`);
    await expect(command.run(['up'])).rejects.toMatchObject({ name, message: words });
  });

  it.each([
    ['SIGINT, which the CLI obeys', 'INT', 0, 'interrupted'],
    ['SIGTERM after 10 s', 'TERM', 10_000, 'interrupted'],
    ['SIGKILL after 5 s more', undefined, 15_000, 'Command was killed with SIGKILL'],
  ])('ends an aborted CLI with %s', async (_how, obeyed, afterMs, words) => {
    const traps = ['INT', 'TERM'].map((name) =>
      name === obeyed ? `trap 'echo interrupted >&2; exit 3' ${name}` : `trap '' ${name}`,
    );
    // The inner process is one that only a signal to the group reaches.
    const body = `${traps.join('\n')}\necho ready\nwhile :; do sleep 0.02; done`;
    await using command = await createCommand(body);
    const abort = new AbortController();
    const running = command.run(['up'], abort.signal, () => abort.abort());
    const ended = expect(running).rejects.toThrow(words);
    if (afterMs > 0) {
      await untilAborted(abort.signal);
      await command.clock.advance(Math.min(afterMs, 10_000) - 1);
      await command.clock.advance(1);
    }
    if (afterMs > 10_000) await command.clock.advance(afterMs - 10_000);
    await ended;
    expect(command.clock.sleepers()).toBe(0);
  });

  it('starts nothing for a signal that is aborted already', async () => {
    await using command = await createCommand('echo started');
    await expect(command.run(['up'], AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
