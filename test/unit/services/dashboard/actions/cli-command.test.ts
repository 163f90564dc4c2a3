import { execFileSync } from 'node:child_process';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../../../scripts/cli/program.ts';
import { cliCommand } from '../../../../../services/dashboard/actions/cli-command.ts';
import type { PageAction } from '../../../../../services/dashboard/actions/page-action.ts';
import { capturedContext } from '../../../../support/captured-context.ts';

const seen = { ifVersion: 1, ifRelease: null };
const on = { release: 'rel-1', phase: 'us-west1' };
const BY = { actor: "Ada O'Neil", reason: 'seen enough; $HOME "stays"' };

/** What the real program makes of a command that a shell has split: the command's name, its arguments and options. */
async function parsed(command: string) {
  const text = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  const [npx, name, ...words] = text.split('\0').slice(0, -1);
  expect([npx, name]).toEqual(['npx', 'colorteller']);
  let found: object | undefined;
  const program = await createProgram(capturedContext({}).context);
  const listen = (child: Command, path: string) => {
    for (const one of child.commands) listen(one, `${path} ${one.name()}`.trim());
    if (child.commands.length > 0) return;
    child.action((...given: unknown[]) => {
      found = { path, given: given.slice(0, -2), options: child.opts() };
    });
  };
  listen(program, '');
  await program.parseAsync(words, { from: 'user' });
  return found;
}

const phased = { release: 'rel-1', phase: 'us-west1' };

describe('the command that does the same as an action of the page', () => {
  it.each<[PageAction, string, unknown[], object]>([
    [{ kind: 'approve', ...on }, 'approve', [], phased],
    [
      { kind: 'approve', ...on, plan: '3f1c0a9be27d8877', allowDelete: true },
      'approve',
      [],
      { ...phased, plan: '3f1c0a9be27d', allowDelete: true },
    ],
    [{ kind: 'pause', ...on }, 'pause', [], phased],
    [{ kind: 'unpause', ...on }, 'unpause', [], phased],
    [{ kind: 'skip', ...on }, 'skip', [], phased],
    [{ kind: 'abort', ...on }, 'abort', [], { release: 'rel-1' }],
    [{ kind: 'rollout', ...on }, 'rollout', [], { release: 'rel-1' }],
    [
      { kind: 'rollback', config: 'colorteller', release: 'rel-1', seen },
      'rollback',
      ['colorteller'],
      { to: 'rel-1' },
    ],
    [
      {
        kind: 'config',
        config: 'colorteller',
        set: { color: '#6a0dad', memoryMb: 256, image: '42', env: { A: 'b c' } },
        unset: [],
        seen,
      },
      'config set',
      ['colorteller', ['color=#6a0dad', 'memoryMb=256', 'image="42"', 'env={"A":"b c"}']],
      {},
    ],
    [{ kind: 'hold', scope: { kind: 'everything' } }, 'hold', [], {}],
    [
      { kind: 'hold', scope: { kind: 'region', name: 'us-west1' } },
      'hold',
      [],
      { region: 'us-west1' },
    ],
    [{ kind: 'lift', scope: { kind: 'config', name: 'banner' } }, 'lift', [], { config: 'banner' }],
    [
      {
        kind: 'fault-add',
        fault: { kind: 'erroring', region: 'us-west1', color: 'purple', probability: 0.3 },
      },
      'fault add',
      [{ kind: 'erroring', region: 'us-west1', probability: 0.3 }],
      { color: 'purple' },
    ],
    [
      {
        kind: 'fault-add',
        fault: { kind: 'slow', name: 'late', every: 1, durationMs: 250 },
        replace: true,
      },
      'fault add',
      [{ kind: 'slow', every: 1, durationMs: 250 }],
      { name: 'late', replace: true },
    ],
    [{ kind: 'fault-clear', name: 'late one' }, 'fault clear', ['late one'], {}],
    [{ kind: 'fault-clear', name: null }, 'fault clear', [undefined], {}],
    [{ kind: 'clock-advance', ms: 5_400_000 }, 'clock advance', [5_400_000], {}],
    [{ kind: 'clock-next' }, 'clock to-next-event', [], {}],
    [{ kind: 'clock-pause' }, 'clock pause', [], {}],
    [{ kind: 'clock-resume', speed: 60 }, 'clock resume', [], { speed: 60 }],
    [{ kind: 'plan', release: 'rel-1' }, 'plan', [], { release: 'rel-1' }],
  ])('%o', async (action, path, given, options) => {
    const isOfPerson = !path.startsWith('clock') && path !== 'plan';
    expect(await parsed(cliCommand(action, BY) ?? '')).toMatchObject({
      path,
      given,
      options: isOfPerson ? { ...options, ...BY } : options,
    });
  });

  it('is undefined when a key is removed, which no command does', () => {
    const change = { kind: 'config', config: 'colorteller', set: {}, unset: ['image'] } as const;
    expect(cliCommand({ ...change, seen })).toBeUndefined();
  });
});
