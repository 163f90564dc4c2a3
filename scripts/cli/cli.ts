#!/usr/bin/env node
import { onInterrupt } from './interrupt.ts';
import { runCli } from './run-cli.ts';

// A reader may close our output early, as `| head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: onInterrupt(),
});
