import { z } from 'zod';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { RegionDecision } from '../../orchestrator/ports/decision-source.ts';

/** Environment that the program sets in every replica; a decision cannot change it. */
const OWN_ENV = [
  'REGION',
  'PORT',
  'HOST',
  'CONFIG_FILE',
  'INSTANCE',
  'IMAGE',
  'CONFIG_SOURCE',
  'STATSIG_FILE',
  'STATSIG_SERVER_KEY',
];

const envSchema = z.record(
  z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'use letters, digits and _ in the name of a variable')
    .refine(
      (name) => !OWN_ENV.includes(name),
      `leave out ${OWN_ENV.join(', ')}: the program sets them`,
    ),
  z.string(),
);

/** The dynamic config's value as a region can be deployed with it; further properties are not the program's. */
const regionValueSchema = z.object({
  color: z.string().min(1).max(64),
  image: z.string().min(1).max(255).optional(),
  /** Memory limit of each replica in MiB; Node.js does not start with less than 32. */
  memoryMb: z.number().int().min(32).max(65_536).optional(),
  replicas: z.number().int().min(1).max(10).optional(),
  env: envSchema.optional(),
});

export type RegionValue = z.infer<typeof regionValueSchema>;

/** The same as a JSON Schema (draft 2020-12). */
export function regionValueJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(regionValueSchema, { io: 'input' });
}

/** What no region could be deployed with in a value: where in it, and why; none where every region could. */
export function deployProblems(value: unknown): { path: (string | number)[]; message: string }[] {
  const issues = regionValueSchema.safeParse(value).error?.issues ?? [];
  return issues.map((issue) => ({
    path: issue.path.filter((key) => typeof key !== 'symbol'),
    message: reasonOf(issue),
  }));
}

/**
 * Checks the value that a region should have.
 * @throws AppError INVALID_VALUE naming the region and each property that is wrong.
 */
export function parseRegionValue(region: string, decision: RegionDecision): RegionValue {
  const result = regionValueSchema.safeParse(decision.value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => ({
    property: issue.path.join('.'),
    reason: reasonOf(issue),
  }));
  const [first] = faults;
  const words = faults.map(({ property, reason }) => `${property}: ${reason}`).join('; ');
  throw new AppError(
    'INVALID_VALUE',
    `Region ${region} cannot be deployed with version ${decision.configVersion} of its config: ${words}.`,
    {
      action: 'Correct the value of the dynamic config, or abort its release.',
      details: { region, property: first?.property, faults },
    },
  );
}

/** A wrong key says why in an issue of its own. */
function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}
