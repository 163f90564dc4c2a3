import { z } from 'zod';
import { changeWindowSchema } from './change-window-schema.ts';
import { faultsSchema } from './fault-schema.ts';
import { writtenPipelineSchema } from './pipeline-schema.ts';
import { regionSchema, stackSchema } from './region-schema.ts';
import { webhookSchema } from './webhook-schema.ts';
import { machinePriceSchema } from './machine-schema.ts';
import { regionReferenceProblems } from './contracts.ts';
import { environmentValuesSchema } from './environment-values.ts';
import { nameSchema } from './name-schema.ts';
import { probeSchema, programSchema } from './program-schema.ts';
import { policyPackSchema } from './policy-schema.ts';
import { backendProblem } from './backend-url.ts';
import { durationSchema } from './duration.ts';
import { pipelineReference, targetingRule, targetingShape } from './targeting-schema.ts';

const configValue = z.looseObject({
  color: z.string().min(1).max(64).optional().describe('The color that the regions answer.'),
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
      .describe(
        'JSON Schema that every value of this config satisfies. A key of `colorteller` that no region reads has to be among its properties.',
      ),
    ...targetingShape(targetingRule(configValue), configValue),
  })
  .describe('A named JSON value; `colorteller` is the one that regions read.');

export const environmentSchema = z
  .strictObject({
    name: nameSchema,
    production: z
      .boolean()
      .exactOptional()
      .describe('Whether it serves users. Default: true when its name is production.'),
    pipelineRequired: z
      .boolean()
      .default(true)
      .describe(
        'A change that touches only environments with pipelineRequired: false applies at once.',
      ),
    values: environmentValuesSchema.exactOptional(),
  })
  .describe('A tier that regions are in and rules can name, such as staging.');

export const gateSchema = z
  .strictObject({
    name: nameSchema,
    defaultValue: z.boolean().default(false).describe('The value for users that no rule matches.'),
    pipeline: pipelineReference,
    permanent: z
      .boolean()
      .exactOptional()
      .describe(
        'Permanent, unlike a gate that guards a release and is removed after it. Default: false.',
      ),
    ...targetingShape(targetingRule(z.boolean().default(true)), z.boolean()),
  })
  .describe('A feature gate: true or false for each user.');

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
      .describe(
        'A local git repository, relative to the workspace folder. Created by gitops init.',
      ),
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
      .describe('The branch that receives the commits.'),
    namespace: z
      .string()
      .regex(NAMESPACE, 'at most 63 lower-case letters, digits and -, as Kubernetes demands')
      .default('colorteller')
      .describe('The Kubernetes namespace of the manifests.'),
  })
  .describe(
    'Publishes the desired state of the regions as Kubernetes manifests, committed phase by phase.',
  );

/** Requests a second, over all regions together. */
export const trafficRate = z.int().min(1).max(500);

/** Default rate. */
export const USUAL_TRAFFIC_RATE = 20;

export const trafficSchema = z
  .strictObject({
    isOn: z.boolean().default(true).describe('Whether the traffic starts with up.'),
    rate: trafficRate
      .default(USUAL_TRAFFIC_RATE)
      .describe('Requests a second, over all regions together.'),
  })
  .describe('Synthetic requests to the regions, whose answers are measured. Default: none.');

export const segmentSchema = z
  .strictObject({
    name: nameSchema,
    idType: z.string().min(1).default('userID').describe('The kind of the ids, such as userID.'),
    ids: z.array(z.string().min(1)).describe('The ids of its members.'),
  })
  .describe('A list of users that conditions can name.');

const backendSchema = z
  .string()
  .superRefine((text, context) => {
    const message = backendProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .describe(
    'Where Pulumi stores state and locks: `file` (in the workspace), or the URL of a Pulumi backend. Credentials come from the environment. Default: file.',
  );

const updatesSchema = z
  .strictObject({
    maxParallel: z
      .int()
      .min(1)
      .max(64)
      .optional()
      .describe('How many stacks are updated in parallel. Default: one per core of this machine.'),
    onFailure: z
      .enum(['go-on', 'stop'])
      .optional()
      .describe(
        'After a failed update, the other stacks continue (go-on), or wait until that stack recovers (stop). Default: go-on.',
      ),
    resyncEvery: durationSchema
      .optional()
      .describe(
        'How often the running resources are refreshed and compared, one stack at a time. Default: 10m; 0: never.',
      ),
    timeout: durationSchema
      .optional()
      .describe('The timeout of an update; it is then stopped and retried. Default: 15m.'),
  })
  .describe('How the loop runs the stack updates.');

export const contractsSchema = z
  .strictObject({
    literals: z
      .enum(['error', 'warn', 'off'])
      .default('error')
      .describe(
        'When a value that reaches a region holds a text that another environment declares under values: refuse it (error), let lint report it (warn), or allow it (off). Default: error.',
      ),
  })
  .describe('The contracts between environments.');

/** The shape of a workspace file, before the references between its parts are checked. */
export const workspaceSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .describe('Where an editor finds this schema; ignored otherwise.'),
    environments: z
      .array(environmentSchema)
      .min(1)
      .describe('The tiers of the regions, such as staging.'),
    regions: z.array(regionSchema).min(1).describe('Where the service runs.'),
    stacks: z
      .array(stackSchema)
      .optional()
      .describe('Default: one stack per environment that has regions.'),
    dynamicConfigs: z
      .array(dynamicConfigSchema)
      .min(1)
      .describe('Named JSON values; the regions read `colorteller`.'),
    gates: z
      .array(gateSchema)
      .default([])
      .describe('Feature gates: true or false for each user, by rules.'),
    segments: z.array(segmentSchema).default([]).describe('Named groups of users.'),
    pipelines: z
      .array(writtenPipelineSchema)
      .default([])
      .describe('How changes reach the regions, phase by phase.'),
    changeWindows: z
      .array(changeWindowSchema)
      .default([])
      .describe('When a rollout of any config may continue to the next regions.'),
    prices: z
      .array(machinePriceSchema)
      .max(1_000)
      .optional()
      .describe(
        'The machines that regions can run on: each region that asks for a `machine` gets the cheapest that fits. Default: none.',
      ),
    policies: z
      .array(policyPackSchema)
      .max(20)
      .optional()
      .describe('Policy packs that run on each plan and before each update. Default: none.'),
    program: programSchema.optional(),
    probe: probeSchema.optional(),
    gitops: gitopsSchema.optional(),
    updates: updatesSchema.optional(),
    backend: backendSchema.optional(),
    webhooks: z
      .array(webhookSchema)
      .max(20)
      .optional()
      .describe('Receivers of alerts about releases and regions.'),
    contracts: contractsSchema.optional(),
    faults: faultsSchema.optional(),
    traffic: trafficSchema.optional(),
  })
  .superRefine((document, context) => {
    for (const { path, message } of regionReferenceProblems(document)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .meta({
    title: 'ColorTeller workspace',
    description: 'What is deployed where, and when a change may reach it.',
  });

export type WorkspaceDocument = z.infer<typeof workspaceSchema>;

/** The JSON Schema (draft 2020-12) of a workspace file as a person writes it, for editors. */
export function workspaceJsonSchema(): object {
  // Keys that begin with x- are ignored, see parse.ts.
  return { ...z.toJSONSchema(workspaceSchema, { io: 'input' }), patternProperties: { '^x-': {} } };
}
