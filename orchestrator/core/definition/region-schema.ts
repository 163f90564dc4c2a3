import { z } from 'zod';
import { blockedPort } from './blocked-port.ts';
import { cellsSchema, shardBySchema } from './cell-schema.ts';
import { machineSchema } from './machine-schema.ts';
import { nameSchema } from './name-schema.ts';

export const regionSchema = z
  .strictObject({
    name: nameSchema,
    environment: z.string().describe('Name of the environment that the region is in.'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .describe('Loopback port of the first replica; replica n answers on port + n.'),
    replicas: z.int().min(1).max(10).default(1).describe('How many containers or processes run.'),
    custom: z
      .record(z.string(), z.string())
      .default({})
      .describe(
        "Further attributes that rules can match by custom_field. `region` is always the region's name.",
      ),
    configSource: z
      .enum(['file', 'statsig'])
      .exactOptional()
      .describe(
        "Where its services get their color: `file` (written by an update) or `statsig` (read with Statsig's SDK, without an update). Default: file.",
      ),
    protect: z
      .boolean()
      .exactOptional()
      .describe(
        "Protects its resources from deletion and replacement, as Pulumi's protect does. Default: false.",
      ),
    machine: machineSchema.exactOptional(),
    cells: cellsSchema.exactOptional(),
    shardBy: shardBySchema.exactOptional(),
    dockerHost: z
      .string()
      .optional()
      .describe(
        "Docker host: unix:///PATH, tcp://HOST:PORT, ssh://USER@HOST, or by TLS tcp://HOST:PORT?certs=/FOLDER with ca.pem, cert.pem and key.pem in it. Default: the runtime's own.",
      ),
  })
  .refine(({ port, replicas }) => blockedPort(port, replicas) === undefined, {
    path: ['port'],
    error: ({ input }) => {
      const { port, replicas } = input as { port: number; replicas: number };
      return `port ${blockedPort(port, replicas)} is one that browsers and fetch refuse to ask; choose another`;
    },
  })
  .describe('A location where the service runs.');

export const stackSchema = z
  .strictObject({
    name: nameSchema,
    regions: z.array(z.string()).min(1).describe('Names of the regions of this stack.'),
  })
  .describe('The regions that one `pulumi up` covers.');
