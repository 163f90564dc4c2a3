import path from 'node:path';
import type { Engine } from '../infra/engine/engine.ts';
import { createEmbeddedEngine } from '../infra/engine/embedded-engine.ts';
import { createPulumiEngine } from '../infra/engine/pulumi-engine.ts';
import { ensureImage } from '../infra/image/colorteller-image.ts';
import { startPlugin } from '../infra/provider/plugin-server.ts';
import { createProvider } from '../infra/provider/provider.ts';
import { createRuntimes } from '../infra/provider/runtimes.ts';
import type { Clock } from './clock.ts';
import type { DeploymentRecord } from './deployment-record.ts';

export interface ComposeEngineOptions {
  /** The workspace folder; each engine keeps its state in a folder of its own there. */
  folder: string;
  choice: DeploymentRecord;
  /** Needed for the pulumi engine. */
  pulumi: { command: string; version: string } | undefined;
  /** The local Docker daemon, needed for the runtime docker. */
  dockerHost: string | undefined;
  clock: Clock;
}

/** An engine, and where it deploys regions that name no host of their own. */
export interface ComposedEngine {
  engine: Engine;
  defaultHost: string;
}

/** Builds the chosen engine with its provider. */
export async function composeEngine(options: ComposeEngineOptions): Promise<ComposedEngine> {
  return { engine: await buildEngine(options), defaultHost: defaultHost(options) };
}
