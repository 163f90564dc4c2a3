import { z } from 'zod';
import type { EvaluationUser } from '../../core/targeting/user.ts';

const single = z.union([z.string(), z.number(), z.boolean()]);
const text = z.string().exactOptional();

/** The attributes of an OpenFeature context that have a name in rules; every other is a custom field. */
const contextSchema = z
  .object({
    targetingKey: text,
    email: text,
    ip: text,
    country: text,
    appVersion: text,
    appID: text,
    environment: text,
    customIDs: z.record(z.string(), z.string()).exactOptional(),
  })
  .catchall(z.union([single, z.null(), z.array(single)]));

/** The user that an OpenFeature context speaks of, or what is wrong with the context. */
export function contextUser(context: unknown): { user: EvaluationUser } | { problem: string } {
  const result = contextSchema.safeParse(context);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${['context', ...path].join('.')}: ${message}`,
    );
    return { problem: problems.join('; ') };
  }
  const { targetingKey, email, ip, country, appVersion, appID, environment, customIDs, ...custom } =
    result.data;
  const named = {
    userID: targetingKey,
    email,
    ip,
    country,
    appVersion,
    appID,
    environment,
    customIDs,
  };
  const defined = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined),
  );
  return { user: { ...defined, custom } };
}
