import { execa } from 'execa';

/** Compiles the sources to dist/ once per test run, so that spawned processes never run stale code. */
export async function setup(): Promise<void> {
  await execa('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Says what was left out, and why. */
export function teardown(): void {
  if (process.argv.includes('real')) return;
  process.stdout.write(
    'The suites in test/real were not run: they need the real Pulumi CLI and Docker. With those: npm run test:real\n',
  );
}
