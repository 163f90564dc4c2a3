import { z } from 'zod';
import { count, text } from '../../../orchestrator/common/field.ts';

const pulumi = z.object({
  command: text('Its absolute path'),
  version: text('Such as 3.259.0'),
  origin: z.enum(['env', 'path', 'cache']).describe('Where it was found'),
});

const docker = z.object({
  host: text('Such as unix:///var/run/docker.sock'),
  version: text('Of the daemon'),
  apiVersion: text('Of its API'),
});

const tool = z
  .object({
    status: z.enum(['ok', 'missing', 'too-old', 'broken']).describe('Whether it can be used'),
    detail: text('What was found, or the problem'),
    action: text('How to install it').exactOptional(),
  })
  .meta({ id: 'Tool', description: 'A tool, as far as this machine has it.' });

const report = {
  node: tool.describe('Node.js'),
  pulumi: tool
    .extend({ found: pulumi.describe('The one that is used').exactOptional() })
    .describe('The Pulumi CLI'),
  docker: tool
    .extend({ found: docker.describe('The one that is used').exactOptional() })
    .describe('The Docker daemon'),
  go: tool.describe('Go, to build the Pulumi CLI where it cannot be downloaded'),
  dockerPlugin: tool
    .extend({ path: text('Where it is').exactOptional() })
    .describe("Pulumi's stock Docker plugin; ours does the same without it"),
};

const demo = z.object({
  engine: z.enum(['pulumi', 'embedded']).describe('The engine that would run the updates'),
  runtime: z.enum(['docker', 'process']).describe('The runtime of a region'),
  provider: z.enum(['stock', 'own']).describe('The provider that would create the containers'),
  reasons: z
    .array(z.string())
    .describe('The reason for each choice, and how to get the more realistic one'),
});

export const doctor = z
  .object({ ...report, demo: demo.describe('What the demo would use') })
  .describe('What this machine has.');

export const setup = z
  .union([
    z
      .object({
        pulumi: pulumi.describe('The installed Pulumi CLI'),
        docker: docker.nullable().describe('The Docker daemon; null without --docker'),
        elapsedMs: count('How long it took'),
      })
      .meta({ id: 'SetupDone', description: 'What is here now.' }),
    z
      .object({
        ...report,
        plan: z.array(z.string()).describe('What would be done, in words'),
      })
      .meta({
        id: 'SetupCheck',
        description: 'What is installed, and what would be done: with --check.',
      }),
  ])
  .describe('The outcome, after the progress on standard error.');

export type DoctorReport = z.infer<typeof doctor>;
export type SetupReport = z.infer<typeof setup>;
