import { z } from 'zod';
import { appConfigSchema } from '../../../services/colorteller/wire.ts';
import { parseHost } from '../host.ts';
import { UNKNOWN } from '../property-bag.ts';

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

/** Inputs of `colorteller:index:RegionConfig`, see infra/program/region-config.ts. */
export const regionConfigSchema = z.strictObject({
  region: z.string().min(1),
  host: hostSchema,
  path: pathSchema,
  // Further fields are written as they are: the service decides what it reads.
  config: appConfigSchema.loose(),
  targets: z.array(targetSchema),
  readyTimeoutMs: z.number().int().positive(),
});

export type RegionConfigInputs = z.infer<typeof regionConfigSchema>;
