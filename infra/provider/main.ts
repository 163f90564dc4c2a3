// First, before anything loads the SDK.
import '../sdk-preload.ts';
import { main } from '@pulumi/pulumi/provider/server.js';
import { faultsOfParent } from './fault-channel.ts';
import { faultyProvider } from './faulty-provider.ts';
import { createProvider, notSupported, type ColorTellerProvider } from './provider.ts';
import { createRuntimes } from './runtimes.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { formatErrorText } from '../../orchestrator/common/errors/error-text.ts';
import { ResourceNotReadyError } from './resource-handler.ts';
import { PLUGIN_VERSION } from './plugin-server.ts';
import { serveSettingsChecks } from './serve-settings-checks.ts';

const clock = realClock;
const runtimes = createRuntimes({ clock, env: process.env });
const serverKey = process.env['STATSIG_SERVER_KEY'];
const provider = withErrorTexts(
  faultyProvider(
    createProvider({ runtimes, clock, serverKey, env: process.env }),
    faultsOfParent(process),
  ),
);

// The process that starts this plugin holds its stdin open: stdin ends when that process ends.
if (process.env['COLORTELLER_PLUGIN_EXIT_WITH_STDIN'] === '1') {
  process.stdin.on('end', () => process.exit(0)).resume();
}

// Refused here, so that the words say what to do; the embedded engine evaluates no functions at all.
const invoke = (token: string) => texted(Promise.reject(notSupported('function', token)));

serveSettingsChecks();

// Prints the port it serves on as its first line, as Pulumi expects of a plugin.
await main({ version: PLUGIN_VERSION, ...provider, invoke }, process.argv.slice(2));

/** An error as it crosses the plugin's wire: its message is all that `pulumi up` shows. */
class PluginError extends Error {
  // Pulumi's server prints the stack of every error; the causes of ours are in their words.
  override readonly stack = '';
}

/** A provider whose errors carry their code in their message, because gRPC passes nothing else on. */
function withErrorTexts(provider: ColorTellerProvider): ColorTellerProvider {
  return {
    check: (...args) => texted(provider.check(...args)),
    diff: (...args) => texted(provider.diff(...args)),
    create: (...args) => texted(provider.create(...args)),
    read: (...args) => texted(provider.read(...args)),
    update: (...args) => texted(provider.update(...args)),
    delete: (...args) => texted(provider.delete(...args)),
  };
}

async function texted<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    const shown = new PluginError(formatErrorText(error), { cause: error });
    if (!(error instanceof ResourceNotReadyError)) throw shown;
    const { id, properties, reasons } = error;
    throw Object.assign(shown, { id, properties, reasons });
  }
}
