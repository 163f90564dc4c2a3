import { execa } from 'execa';

/** Compiles the sources to dist/ once per test run, so that spawned processes never run stale code. */
export async function setup(): Promise<void> {
  await execa('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Says what was left out, and why. */
export function teardown(): void {
  if (process.argv.includes('real') || process.argv.includes('e2e')) return;
  process.stdout.write(
    'Not run: test/real, which needs the real Pulumi CLI and Docker (npm run test:real), and test/e2e, which needs Chromium (npm run test:e2e)\n',
  );
}
