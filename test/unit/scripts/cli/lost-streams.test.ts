import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { guardStreams } from '../../../../scripts/cli/lost-streams.ts';
import { runCli } from '../../../../scripts/cli/run-cli.ts';
import { capturedContext } from '../../../support/captured-context.ts';
import { failingOutput } from '../../../support/failing-output.ts';

const failed = (code: string, extra: object = {}) =>
  Object.assign(new Error(`${code}: it failed`), { code }, extra);

describe('the output of a command', () => {
  it('that nobody reads any more is no error of a command that is done', async () => {
    const { context, err } = capturedContext({});
    const status = await runCli(['--help'], { ...context, stdout: failingOutput('EPIPE') });
    expect([status, err()]).toEqual([0, '']);
  });

  it('on a full disk fails the command, with what to do', async () => {
    const { context, err } = capturedContext({});
    const status = await runCli(['--help'], { ...context, stdout: failingOutput('ENOSPC') });
    expect(status).toBe(1);
    expect(err()).toContain('the output cannot be written: ENOSPC: write [OUTPUT_FAILED]');
  });

  it('that fails hides no other error and no other exit status', async () => {
    const { context, err } = capturedContext({});
    const stdout = failingOutput('ENOSPC');
    stdout.write('before');
    const status = await runCli(['nosuch', '--json'], { ...context, stdout });
    expect(status).toBe(2);
    expect(err().split('\n')).toEqual([
      expect.stringContaining('BAD_INPUT'),
      expect.stringContaining('OUTPUT_FAILED'),
      '',
    ]);
  });
});

describe('a command whose streams fail', () => {
  it.each(['EPIPE', 'ECONNRESET', 'ENOSPC'])('stops as by Ctrl-C at %s of its output', (code) => {
    const { context, stdout } = capturedContext({});
    const guarded = guardStreams(context);
    stdout.emit('error', failed(code));
    expect(guarded.context.signal.aborted).toBe(true);
  });

  it('fails by EIO of a disk, but not by that of a closed terminal', async () => {
    const disk = guardedOutput(new PassThrough());
    const terminal = guardedOutput(Object.assign(new PassThrough(), { isTTY: true }));
    expect((await disk.failure())?.code).toBe('OUTPUT_FAILED');
    expect(await terminal.failure()).toBeUndefined();
  });

  it('stops when its input fails, as that of a closed terminal does', () => {
    const { context } = capturedContext({});
    const guarded = guardStreams(context);
    context.stdin.emit('error', failed('EIO'));
    expect(guarded.context.signal.aborted).toBe(true);
  });

  it('goes on without its messages', async () => {
    const { context } = capturedContext({});
    const guarded = guardStreams(context);
    context.stderr.emit('error', failed('ENOSPC'));
    expect([guarded.context.signal.aborted, await guarded.failure()]).toEqual([false, undefined]);
  });
});

function guardedOutput(stdout: PassThrough) {
  const guarded = guardStreams({ ...capturedContext({}).context, stdout });
  stdout.emit('error', failed('EIO'));
  return guarded;
}
