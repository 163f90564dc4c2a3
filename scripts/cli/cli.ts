import { keepLoopbackDirect } from '../../orchestrator/common/direct-loopback.ts';
import { onInterrupt } from './interrupt.ts';
import { closeDeadTerminals } from './lost-streams.ts';
import { runCli } from './run-cli.ts';

keepLoopbackDirect();
process.on('exit', closeDeadTerminals);
process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  askedAtMs: 0,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: onInterrupt(),
});
