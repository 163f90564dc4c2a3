import { execa } from 'execa';

/** Compiles the sources to dist/ once per test run, so that spawned processes never run stale code. */
export async function setup(): Promise<void> {
  // In CI, where a suite beside this one runs what is built.
  if (process.env['DIST_IS_BUILT'] === '1') return;
  await execa('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Says what was left out, and why. */
export function teardown(): void {
  if (['real', 'e2e', 'package'].some((project) => process.argv.includes(project))) return;
  process.stdout.write(
    'Not run: test/real, which needs the real Pulumi CLI and Docker (npm run test:real), test/e2e, which needs Chromium (npm run test:e2e), test/guides, which does every lab and every command of the documents (npm run test:guides), and test/package, which packs and installs (npm run test:package)\n',
  );
}
