#!/usr/bin/env node
// What npx starts. It is not compiled, so that it is there after an install without scripts, too: without a command of
// this package, npx would look for another package of that name.
import { existsSync } from 'node:fs';

const cli = new URL('../../dist/scripts/cli/cli.js', import.meta.url);
if (existsSync(cli)) {
  await import(cli.href);
} else {
  process.stderr.write(
    'error ColorTeller is not built: its packages were installed without the scripts that do it\n next npm run build (after npm ci)\n',
  );
  process.exitCode = 1;
}
