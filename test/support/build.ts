import { execa } from 'execa';

/** Compiles the sources to dist/ once per test run, so that spawned processes never run stale code. */
export async function setup(): Promise<void> {
  await execa('npm', ['run', '--silent', 'build'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    reject: false,
  });
}
