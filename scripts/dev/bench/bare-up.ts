import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as automation from '@pulumi/pulumi/automation/index.js';
import { startPlugin } from '../../../infra/provider/plugin-server.ts';
import { stackProgram } from '../../../infra/program/stack-program.ts';
import type { FoundPulumi } from '../../../infra/toolchain/find-pulumi.ts';
import type { RunningOrchestrator } from '../../../orchestrator/main.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

/** The same program by the Automation API as it comes, with nothing of ours around it. */
export interface BareUp {
  /** Colour of the region us-west1 at the next `up`. */
  color: string;
  /** Milliseconds of one `stack.up()`. */
  up(): Promise<number>;
  destroy(): Promise<void>;
}

export interface BareUpOptions {
  folder: string;
  pulumi: FoundPulumi;
  definition: RunningOrchestrator['definition'];
  /** Added to the regions' ports, so that both deployments can stand side by side. */
  portOffset: number;
}

export async function createBareUp(options: BareUpOptions): Promise<BareUp> {
  const { folder, pulumi } = options;
  const backend = path.join(folder, 'backend');
  await mkdir(backend, { recursive: true });
  const plugin = await startPlugin({ clock: realClock });
  const command = await automation.PulumiCommand.get({
    root: path.dirname(path.dirname(pulumi.command)),
  });
  let configVersion = 0;
  const bare: Pick<BareUp, 'color'> = { color: 'blue' };
  const program = stackProgram({
    workspace: folder,
    stack: 'bare',
    image: 'colorteller:local',
    regions: options.definition.regions.map(
      ({ dockerHost, machine: _, cells: _cells, shardBy: _shardBy, port, ...region }) => ({
        ...region,
        port: port + options.portOffset,
        host: dockerHost ?? `process://${path.join(folder, 'processes')}`,
      }),
    ),
    source: {
      decide: ({ region }) => {
        const isFirst = region === options.definition.regions[0]?.name;
        const color = isFirst ? bare.color : 'blue';
        return Promise.resolve({
          value: { color },
          configVersion: isFirst ? configVersion : 1,
          release: null,
        });
      },
      gate: () => Promise.resolve(false),
    },
  });
  const stack = await automation.LocalWorkspace.createOrSelectStack(
    { stackName: 'bare', projectName: 'bare', program },
    {
      pulumiCommand: command,
      projectSettings: { name: 'bare', runtime: 'nodejs', backend: { url: `file://${backend}` } },
      envVars: {
        PULUMI_CONFIG_PASSPHRASE: 'bench',
        PULUMI_SKIP_UPDATE_CHECK: 'true',
        // Without it every bare update also tries to download the plugins, which would flatter ours.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
        PULUMI_DEBUG_PROVIDERS: `docker:${plugin.port},colorteller:${plugin.port}`,
      },
    },
  );
  let lastColor = '';
  return Object.assign(bare, {
    up: async () => {
      if (bare.color !== lastColor) configVersion += 1;
      lastColor = bare.color;
      const startedAt = performance.now();
      await stack.up();
      return performance.now() - startedAt;
    },
    destroy: async () => {
      await stack.destroy();
      await plugin.stop();
    },
  });
}
