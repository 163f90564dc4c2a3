import { execa } from 'execa';
import { describe, expect, inject, it } from 'vitest';

const { example } = inject('packed');

const run = (command: string, ...args: string[]) =>
  execa(command, args, {
    cwd: example,
    all: true,
    reject: false,
    stdin: 'ignore',
    // The tests in there are not part of this run.
    env: {
      NO_COLOR: '1',
      VITEST: undefined,
      NODE_OPTIONS: undefined,
      NODE_TEST_CONTEXT: undefined,
    },
  });

describe('a project that has installed the package', () => {
  it('asserts colours by vitest', async () => {
    const { all, exitCode } = await run('npm', 'test');
    expect(all).toMatch(/Tests {2}4 passed \(4\)/);
    expect(exitCode).toBe(0);
  });

  it('asserts colours by node:test', async () => {
    const { all, exitCode } = await run('npm', 'run', 'test:node');
    expect(all).toMatch(/pass 3\n/);
    expect(exitCode).toBe(0);
  });

  it('compiles strictly, declarations of the package included', async () => {
    const { all, exitCode } = await run('npm', 'run', '--silent', 'check');
    expect(all).toBe('');
    expect(exitCode).toBe(0);
  });
});
