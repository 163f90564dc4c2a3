import { z } from 'zod';
import { backendSchema } from './backend-schema.ts';
import { changeWindowSchema } from './change-window-schema.ts';
import { dynamicConfigSchema } from './dynamic-config-schema.ts';
import { environmentSchema } from './environment-schema.ts';
import { faultsSchema } from './fault-schema.ts';
import { gateSchema } from './gate-schema.ts';
import { gitopsSchema } from './gitops-schema.ts';
import { pipelineSchema } from './pipeline-schema.ts';
import { regionSchema, stackSchema } from './region-schema.ts';
import { segmentSchema } from './segment-schema.ts';
import { trafficSchema } from './traffic-schema.ts';
import { updatesSchema } from './updates-schema.ts';
import { webhookSchema } from './webhook-schema.ts';

/** The shape of a workspace file, before the references between its parts are checked. */
export const workspaceSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .describe('Where an editor finds this schema; read by nothing else.'),
    environments: z.array(environmentSchema).min(1).describe('Names that regions are in.'),
    regions: z.array(regionSchema).min(1).describe('Where the service runs.'),
    stacks: z
      .array(stackSchema)
      .optional()
      .describe('Default: one stack per environment that has regions.'),
    dynamicConfigs: z.array(dynamicConfigSchema).min(1).describe('What the regions read.'),
    gates: z.array(gateSchema).default([]).describe('Named yes or no, with rules.'),
    segments: z.array(segmentSchema).default([]).describe('Named groups of users.'),
    pipelines: z
      .array(pipelineSchema)
      .default([])
      .describe('How changes reach the regions, phase by phase.'),
    changeWindows: z
      .array(changeWindowSchema)
      .default([])
      .describe('When changes of any config may reach further regions.'),
    gitops: gitopsSchema.optional(),
    updates: updatesSchema.optional(),
    backend: backendSchema.optional(),
    webhooks: z
      .array(webhookSchema)
      .max(20)
      .optional()
      .describe('Who is told of what happens to releases and regions.'),
    faults: faultsSchema.optional(),
    traffic: trafficSchema.optional(),
  })
  .meta({
    title: 'ColorTeller workspace',
    description: 'What is deployed where, and when a change may reach it.',
  });

export type WorkspaceDocument = z.infer<typeof workspaceSchema>;

/** The JSON Schema (draft 2020-12) of a workspace file as a person writes it, for editors. */
export function workspaceJsonSchema(): object {
  return z.toJSONSchema(workspaceSchema, { io: 'input' });
}
