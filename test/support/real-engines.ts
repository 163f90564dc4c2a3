import { createEmbeddedEngine } from '../../infra/engine/embedded-engine.ts';
import { createPulumiEngine } from '../../infra/engine/pulumi-engine.ts';
import type { FaultServer } from '../../infra/provider/fault-channel.ts';
import { startPlugin } from '../../infra/provider/plugin-server.ts';
import { createProvider } from '../../infra/provider/provider.ts';
import { createRuntimes } from '../../infra/provider/runtimes.ts';
import { type FoundPulumi, findPulumi } from '../../infra/toolchain/find-pulumi.ts';
import type { TestEngine } from './engine-fixture.ts';
import { realClock as clock } from '../../orchestrator/common/real-clock.ts';

/** The embedded engine with our provider in this process. */
export function embeddedEngine(folder: string): Promise<TestEngine> {
  const runtimes = createRuntimes({ clock, env: process.env });
  const provider = createProvider({ runtimes, clock });
  const engine = createEmbeddedEngine({ folder, provider, clock });
  return Promise.resolve({ engine, [Symbol.asyncDispose]: () => engine.close() });
}

/** What a test gives the Pulumi engine beside its folder. */
export interface PulumiExtras {
  /** A backend that others use, too; `env` what the CLI finds its credentials in. */
  shared?: { backend: string; owner: string; env: NodeJS.ProcessEnv };
  /** What goes wrong in its provider. */
  faults?: FaultServer;
}

/** The Pulumi engine with the real CLI and our provider in a process of its own. */
export async function pulumiEngine(
  folder: string,
  { shared, faults }: PulumiExtras = {},
): Promise<TestEngine> {
  const cli = await realPulumi();
  const plugin = await startPlugin({ clock, faults });
  const attach = { docker: plugin.port, colorteller: plugin.port };
  const engine = await createPulumiEngine({
    folder,
    cli,
    attach,
    clock,
    shared,
    env: shared?.env ?? process.env,
  });
  return {
    engine,
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await plugin.stop();
    },
  };
}

/** The Pulumi CLI of this machine: a suite that needs it fails where there is none. */
async function realPulumi(): Promise<FoundPulumi> {
  const found = await findPulumi(process.env);
  if (found === undefined) throw new Error('there is no Pulumi CLI here: npx colorteller setup');
  return found;
}
