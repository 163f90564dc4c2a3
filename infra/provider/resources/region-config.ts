import type { Runtimes } from '../container-runtime.ts';
import type { ResourceHandler } from '../resource-handler.ts';
import { deliveryHandler } from './region-delivery.ts';
import type { ReadinessDeps } from './region-readiness.ts';
import { z } from 'zod';
import { appConfigSchema } from '../../../services/colorteller/wire.ts';
import { parseHost } from '../host.ts';
import { UNKNOWN } from '../property-bag.ts';

/** `colorteller:index:RegionConfig`: delivers a region's application config into its running replicas. */
export function regionConfigHandler(runtimes: Runtimes, deps: ReadinessDeps): ResourceHandler {
  return deliveryHandler(
    {
      schema: regionConfigSchema,
      property: 'config',
      nullable: 'release',
      isSecret: false,
      document: ({ config }) => config,
      asInput: (found) => found,
      goal: ({ config: { color, configVersion } }) => ({
        words: `turn ${color} (config version ${configVersion})`,
        action: 'Correct the value or the image, then update again.',
        isReady: (answer) => answer.configVersion === configVersion && answer.color === color,
      }),
    },
    runtimes,
    deps,
  );
}

const hostSchema = z.string().superRefine((host, context) => {
  if (host === UNKNOWN) return;
  try {
    parseHost(host);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : '' });
  }
});

const pathSchema = z
  .string()
  .startsWith('/', 'give an absolute path')
  .refine((path) => !path.split('/').includes('..'), 'give a path without ".."');

const targetSchema = z.strictObject({
  // Missing when the container failed: Pulumi checks its dependents all the same, and never creates them. Refusing it
  // here would end the whole update, and with it the other regions'.
  container: z.string().default(''),
  url: z.url({ protocol: /^https?$/, error: 'give an http address' }),
});

const deliveryShape = {
  region: z.string().min(1),
  host: hostSchema,
  path: pathSchema,
  targets: z.array(targetSchema),
  readyTimeoutMs: z.number().int().positive(),
};

/** Inputs of `colorteller:index:RegionConfig`, see infra/program/region.ts. */
const regionConfigSchema = z.strictObject({
  ...deliveryShape,
  // Further fields are written as they are: the service decides what it reads.
  config: appConfigSchema.loose(),
});

/** Inputs of `colorteller:index:RegionAccess`, see infra/program/region.ts. */
export const regionAccessSchema = z.strictObject({
  ...deliveryShape,
  access: z.strictObject({
    api: z.url({ protocol: /^https?$/, error: 'give an http address' }).nullable(),
    keyHash: z.string().regex(/^[0-9a-f]{16}$/, 'give the hash of a server key'),
    environment: z.string(),
    custom: z.record(z.string(), z.string()),
  }),
});

export type RegionAccessInputs = z.infer<typeof regionAccessSchema>;
