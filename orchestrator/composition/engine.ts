import path from 'node:path';
import { createEmbeddedEngine } from '../../infra/engine/embedded-engine.ts';
import type { Engine } from '../ports/engine.ts';
import { createPulumiEngine } from '../../infra/engine/pulumi-engine.ts';
import { createProvider } from '../../infra/provider/provider.ts';
import { startPlugin } from '../../infra/provider/plugin-server.ts';
import { createRuntimes } from '../../infra/provider/runtimes.ts';
import type { FoundPulumi } from '../../infra/toolchain/find-pulumi.ts';
import type { Clock } from '../common/clock.ts';
import type { DeploymentRecord } from '../runtime/workspace/deployment-record.ts';
import { AppError } from '../common/errors/app-error.ts';
import { decoratedEngine, decoratedProvider } from './decorators.ts';
import type { Faults } from './faults.ts';

export interface ComposeEngineOptions {
  /** The workspace folder; each engine keeps its state in a folder of its own there. */
  folder: string;
  choice: DeploymentRecord;
  /** Needed by the engine `pulumi`. */
  pulumi: FoundPulumi | undefined;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  /** The server key of regions that ask for their config themselves. */
  serverKey?: string;
  /** Injected into the updates and their steps. Default: none. */
  faults?: Faults;
}

/**
 * Builds the chosen engine with its provider and its decorators.
 * @throws AppError PULUMI_MISSING when the engine is `pulumi` and there is no CLI.
 */
export async function composeEngine(options: ComposeEngineOptions): Promise<Engine> {
  const engine = await (options.choice.engine === 'embedded'
    ? composeEmbeddedEngine(options)
    : composePulumiEngine(options));
  return decoratedEngine(engine, options.faults?.gate);
}

function composeEmbeddedEngine(options: ComposeEngineOptions): Engine {
  const { folder, clock, env, serverKey, faults } = options;
  const runtimes = createRuntimes({ clock, env });
  const provider = createProvider({ runtimes, clock, serverKey, env });
  return createEmbeddedEngine({
    folder: path.join(folder, 'embedded'),
    provider: decoratedProvider(provider, faults?.gate),
    clock,
  });
}

async function composePulumiEngine(options: ComposeEngineOptions): Promise<Engine> {
  const { folder, choice, clock, env, pulumi, serverKey, faults } = options;
  const { backend } = choice;
  if (pulumi === undefined) {
    throw new AppError(
      'PULUMI_MISSING',
      'the engine "pulumi" needs the Pulumi CLI, which is not installed',
      { action: 'npx colorteller setup' },
    );
  }
  const plugin = await startPlugin({ clock, serverKey, faults });
  const { port } = plugin;
  try {
    const engine = await createPulumiEngine({
      folder: path.join(folder, 'pulumi'),
      cli: pulumi,
      attach:
        choice.provider === 'own' ? { docker: port, colorteller: port } : { colorteller: port },
      clock,
      env,
      shared: backend === undefined ? undefined : { backend, owner: folder },
    });
    const close = async () => {
      await engine.close();
      await plugin.stop();
    };
    return { ...engine, close };
  } catch (error) {
    await plugin.stop();
    throw error;
  }
}
