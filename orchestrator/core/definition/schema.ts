import { z } from 'zod';
import { changeWindowSchema } from './change-window-schema.ts';
import { faultsSchema } from './fault-schema.ts';
import { pipelineSchema } from './pipeline-schema.ts';
import { regionSchema, stackSchema } from './region-schema.ts';
import { webhookSchema } from './webhook-schema.ts';
import { nameSchema } from './name-schema.ts';
import { backendProblem } from './backend-url.ts';
import { durationSchema } from './duration.ts';
import { pipelineReference, targetingRule, targetingShape } from './targeting-schema.ts';

const configValue = z.looseObject({
  color: z.string().min(1).max(64).optional().describe('What the regions tell.'),
});

export const dynamicConfigSchema = z
  .strictObject({
    name: nameSchema,
    pipeline: pipelineReference,
    defaultValue: configValue.describe(
      'Version 1 of the value. Later versions come from the event log.',
    ),
    schema: z
      .record(z.string(), z.json())
      .optional()
      .describe('JSON Schema that every value of this config satisfies.'),
    ...targetingShape(targetingRule(configValue), configValue),
  })
  .describe('A named JSON value; `colorteller` is the one that regions read.');

export const environmentSchema = z
  .strictObject({
    name: nameSchema,
    production: z
      .boolean()
      .exactOptional()
      .describe('Whether users meet it. Default: when its name is production.'),
    pipelineRequired: z
      .boolean()
      .default(true)
      .describe(
        'A change that touches only environments with pipelineRequired: false applies at once.',
      ),
  })
  .describe('A tier that regions are in and rules can name, such as staging.');

export const gateSchema = z
  .strictObject({
    name: nameSchema,
    defaultValue: z.boolean().default(false).describe('For whom no rule matches.'),
    pipeline: pipelineReference,
    permanent: z
      .boolean()
      .exactOptional()
      .describe('Meant to stay, as opposed to one that guards a release. Default: false.'),
    ...targetingShape(targetingRule(z.boolean().default(true)), z.boolean()),
  })
  .describe('A named yes or no.');

/** What Kubernetes takes as the name of a namespace (RFC 1123). */
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** What git takes as the name of a branch, of the names that need no quoting. */
const BRANCH = /^(?!.*(?:\.\.|\/\/|\.lock$|[./]$))[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/;

export const gitopsSchema = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .default('gitops')
      .describe('A local git repository, from the folder of the workspace. gitops init makes it.'),
    repoUrl: z
      .string()
      .regex(/^[^\s\p{Cc}]+$/u, 'a URL that git can fetch, without blanks')
      .refine(
        (url) => !/^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(url),
        'leave the password out: it would be committed',
      )
      .default('https://git.example.com/colorteller.git')
      .describe('Where Argo CD fetches the repository from.'),
    revision: z
      .string()
      .regex(BRANCH, 'the name of a branch')
      .default('main')
      .describe('The branch that is committed to.'),
    namespace: z
      .string()
      .regex(NAMESPACE, 'at most 63 lower-case letters, digits and -, as Kubernetes demands')
      .default('colorteller')
      .describe('Kubernetes namespace that the manifests are for.'),
  })
  .describe('Kubernetes manifests of what regions should have, committed phase by phase.');

/** Requests a second, over all regions together. */
export const trafficRate = z.int().min(1).max(500);

/** Default rate. */
export const USUAL_TRAFFIC_RATE = 20;

const trafficSchema = z
  .strictObject({
    isOn: z.boolean().default(true).describe('Whether it starts with up.'),
    rate: trafficRate
      .default(USUAL_TRAFFIC_RATE)
      .describe('Requests a second, over all regions together.'),
  })
  .describe('Requests of our own to the regions, so that answers are measured. Left out: none.');

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
