import { z } from 'zod';
import { AppError } from '../../orchestrator/errors/app-error.ts';

/** Variables that the program sets itself. */
const RESERVED = ['REGION', 'PORT', 'HOST', 'CONFIG_FILE', 'INSTANCE'];

const valueSchema = z.looseObject({
  color: z.string().min(1).max(64),
  image: z.string().min(1).max(255).optional(),
  /** Docker's own minimum is 6 MB; Node needs more. */
  memoryMb: z.int().min(32).max(65_536).optional(),
  replicas: z.int().min(1).max(10).optional(),
  env: z
    .record(
      z.string().regex(/^[A-Z_][A-Z0-9_]*$/i, 'a variable has letters, digits and _'),
      z.string(),
    )
    .refine(
      (env) => !RESERVED.some((name) => name in env),
      `${RESERVED.join(', ')} are set by the program`,
    )
    .optional(),
});

/** The value of the dynamic config as far as the program reads it: application config and infrastructure. */
export type RegionValue = z.infer<typeof valueSchema>;

/** @throws AppError INVALID_VALUE naming the region and each property. */
export function parseRegionValue(region: string, value: unknown): RegionValue {
  const parsed = valueSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'value'}: ${message}`,
  );
  throw new AppError(
    'INVALID_VALUE',
    `the value for region "${region}" is not valid: ${problems.join('; ')}`,
    {
      action: 'Mend the dynamic config; nothing was deployed.',
      details: { region, problems },
    },
  );
}
