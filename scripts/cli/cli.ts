import { keepLoopbackDirect } from '../../orchestrator/common/direct-loopback.ts';
import { onInterrupt } from './interrupt.ts';
import { closeDeadTerminals } from './lost-streams.ts';
import { runCli } from './run-cli.ts';

keepLoopbackDirect();
process.on('exit', closeDeadTerminals);
/** How long a finished command may go on for what a library left open, once its output is read. */
const LINGER_MS = 2_000;

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  askedAtMs: 0,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: onInterrupt(),
});
setInterval(() => {
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
}, LINGER_MS).unref();
