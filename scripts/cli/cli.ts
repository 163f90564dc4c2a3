#!/usr/bin/env node
import { onInterrupt } from './interrupt.ts';
import { runCli } from './run-cli.ts';

// Whoever reads our output may have seen enough, as `| head` has: that is no error.
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
