import { isDeepStrictEqual } from 'node:util';
import type { Runtimes } from '../container-runtime.ts';
import type { ResourceHandler } from '../resource-handler.ts';
import { deliveryHandler } from './region-delivery.ts';
import type { Question, ReadinessDeps } from './region-readiness.ts';
import { z } from 'zod';
import {
  appConfigSchema,
  type ColorAnswer,
  colorAnswerSchema,
} from '../../../services/colorteller/wire.ts';
import { featureVersion } from '../../../services/colorteller/feature-version.ts';
import { parseHost } from '../host.ts';
import { type PropertyBag, UNKNOWN } from '../property-bag.ts';
import { type ReadSecret, revealSecrets, secretReferenceSchema } from '../secrets.ts';

export interface RegionConfigDeps extends ReadinessDeps {
  readSecret: ReadSecret;
}

/**
 * `colorteller:index:RegionConfig`: delivers a region's application config into its running replicas, with the secrets
 * that it refers to. They are in the file of each replica, and in no engine's state.
 */
export function regionConfigHandler(runtimes: Runtimes, deps: RegionConfigDeps): ResourceHandler {
  const document = ({ region, config, secrets = [] }: RegionConfigInputs) =>
    revealSecrets(config, { region, secrets, read: deps.readSecret });
  return deliveryHandler<RegionConfigInputs, ColorAnswer>(
    {
      schema: regionConfigSchema,
      property: 'config',
      nullable: 'release',
      isSecret: ({ secrets = [] }) => secrets.length > 0,
      document,
      asInput: async (found, inputs) => {
        // What cannot be read any more is delivered again, which says so.
        const written = await document(inputs).catch(() => ({}));
        return withoutSecrets(found, written, inputs.config);
      },
      goal: ({ config: { color, configVersion, featureRules } }) => {
        const expected = featureVersion(featureRules);
        const features = expected === null ? '' : `, features ${expected}`;
        return {
          question: COLOR,
          words: `turn ${color} (config version ${configVersion}${features})`,
          action: 'Correct the value or the image, then update again.',
          isReady: (answer) =>
            answer.configVersion === configVersion &&
            answer.color === color &&
            // An image that knows no features does not name their version.
            (answer.featureVersion === undefined || answer.featureVersion === expected),
        };
      },
    },
    runtimes,
    deps,
  );
}

/** What a replica of a region serves. */
export const COLOR: Question<ColorAnswer> = {
  path: '/color',
  schema: colorAnswerSchema,
  says: ({ color, configVersion, featureVersion: features }) =>
    `answers ${color} (config version ${configVersion}${features == null ? '' : `, features ${features}`})`,
  problemPath: '/readyz',
};

/** The keys that the service reads; none is ever a secret. */
const SERVED_KEYS: readonly string[] = Object.keys(appConfigSchema.shape);

/**
 * What was found in a replica, as it may be recorded. A secret of an earlier value may be anywhere in it: of the other
 * keys only whether they are as they were written is told.
 */
function withoutSecrets(
  found: PropertyBag,
  written: PropertyBag,
  recorded: PropertyBag,
): PropertyBag {
  return Object.fromEntries(
    Object.entries(found).map(([key, value]) => {
      if (SERVED_KEYS.includes(key)) return [key, value];
      return [key, isDeepStrictEqual(value, written[key]) ? recorded[key] : DIFFERS];
    }),
  );
}

const DIFFERS = 'differs from what was delivered';

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

export const deliveryShape = {
  region: z.string().min(1),
  host: hostSchema,
  path: pathSchema,
  targets: z.array(targetSchema),
  readyTimeoutMs: z.number().int().positive(),
};

/** Inputs of `colorteller:index:RegionConfig`, see infra/program/replicas.ts. */
const regionConfigSchema = z.strictObject({
  ...deliveryShape,
  // Further fields are written as they are: the service decides what it reads.
  config: appConfigSchema.loose(),
  secrets: z.array(secretReferenceSchema).exactOptional(),
});

type RegionConfigInputs = z.infer<typeof regionConfigSchema>;

/** Inputs of `colorteller:index:RegionAccess`, see infra/program/replicas.ts. */
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
