// First, before anything loads the SDK.
import '../sdk-preload.ts';
import { main } from '@pulumi/pulumi/provider/server.js';
import { withErrorTexts } from './plugin-errors.ts';
import { faultsOfParent } from './fault-channel.ts';
import { faultyProvider } from './faulty-provider.ts';
import { createProvider } from './provider.ts';
import { PLUGIN_VERSION } from './plugin-version.ts';
import { createRuntimes } from './runtimes.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

const clock = realClock;
const runtimes = createRuntimes({ clock, env: process.env });
const serverKey = process.env['STATSIG_SERVER_KEY'];
const provider = withErrorTexts(
  faultyProvider(createProvider({ runtimes, clock, serverKey }), faultsOfParent(process)),
);

// The process that starts this plugin holds its stdin open: stdin ends when that process ends.
if (process.env['COLORTELLER_PLUGIN_EXIT_WITH_STDIN'] === '1') {
  process.stdin.on('end', () => process.exit(0)).resume();
}

// Prints the port it serves on as its first line, as Pulumi expects of a plugin.
await main({ version: PLUGIN_VERSION, ...provider }, process.argv.slice(2));
