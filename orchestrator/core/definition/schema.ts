import { z } from 'zod';
import { changeWindowSchema } from './change-window-schema.ts';
import { dynamicConfigSchema } from './dynamic-config-schema.ts';
import { environmentSchema } from './environment-schema.ts';
import { faultsSchema } from './fault-schema.ts';
import { gateSchema } from './gate-schema.ts';
import { gitopsSchema } from './gitops-schema.ts';
import { pipelineSchema } from './pipeline-schema.ts';
import { regionSchema, stackSchema } from './region-schema.ts';
import { trafficSchema } from './traffic-schema.ts';
import { webhookSchema } from './webhook-schema.ts';
import { nameSchema } from './name-schema.ts';
import { backendProblem } from './backend-url.ts';
import { durationSchema } from './duration.ts';

const segmentSchema = z
  .strictObject({
    name: nameSchema,
    idType: z.string().min(1).default('userID').describe('What the ids are.'),
    ids: z.array(z.string().min(1)).describe('Who is in it.'),
  })
  .describe('A list of users that conditions can name.');

const backendSchema = z
  .string()
  .superRefine((text, context) => {
    const message = backendProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .describe(
    'Where Pulumi keeps state and locks: `file` (in the workspace), or a URL that Pulumi takes. Credentials come from the environment. Default: file.',
  );

const updatesSchema = z
  .strictObject({
    maxParallel: z
      .int()
      .min(1)
      .max(64)
      .optional()
      .describe('How many stacks are updated side by side. Default: one a core of this machine.'),
    onFailure: z
      .enum(['go-on', 'stop'])
      .optional()
      .describe(
        'What a failed update does to the stacks that still wait for theirs: nothing, or they wait until it is cured. Default: go-on.',
      ),
    resyncEvery: durationSchema
      .optional()
      .describe(
        'How often what really runs is read and compared, one stack after the other. Default: 10m; 0: never.',
      ),
    timeout: durationSchema
      .optional()
      .describe('After how long an update is stopped and tried again. Default: 15m.'),
  })
  .describe('How the loop runs the updates of the stacks.');

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
