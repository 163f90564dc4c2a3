import { formatErrorText } from '../../orchestrator/common/errors/error-text.ts';
import type { ColorTellerProvider } from './provider.ts';
import { ResourceNotReadyError } from './resource-not-ready.ts';

/** An error as it crosses the plugin's wire: its message is all that `pulumi up` shows. */
class PluginError extends Error {
  // Pulumi's server prints the stack of every error; the causes of ours are in their words.
  override readonly stack = '';
}

/** A provider whose errors carry their code in their message, because gRPC passes nothing else on. */
export function withErrorTexts(provider: ColorTellerProvider): ColorTellerProvider {
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
