import { z } from 'zod';

/** The name of our own pack in a workspace file. */
export const BUILT_IN_PACK = 'built-in';

/** The policies of our own pack, see infra/policy/pack. */
export const BUILT_IN_POLICIES = [
  'replicas-in-production',
  'memory-limit',
  'digest-in-production',
] as const;

export const policyLevelSchema = z.enum(['mandatory', 'advisory', 'disabled']);

/** What a policy does where something breaks it. */
export type PolicyLevel = z.infer<typeof policyLevelSchema>;

/** A folder below the workspace folder; any other could be changed by whoever may not change the workspace. */
const isBelow = (folder: string) =>
  !/^(?:[/\\~]|[a-z]:)/i.test(folder) && !folder.split(/[/\\]/).includes('..');

export const policyPackSchema = z
  .strictObject({
    pack: z
      .string()
      .min(1)
      .refine(isBelow, 'a folder below the workspace folder, such as ./policies, or built-in')
      .describe(
        'A folder with a PulumiPolicy.yaml, relative to the workspace folder; or `built-in`: the policies that come with ColorTeller.',
      ),
    rules: z
      .record(z.string().min(1), policyLevelSchema)
      .exactOptional()
      .describe(
        'What each policy does, by its name: `mandatory` refuses the update, `advisory` warns, `disabled` is off. Default: as the pack says; those of `built-in` are mandatory.',
      ),
  })
  .superRefine(({ pack, rules = {} }, context) => {
    if (pack !== BUILT_IN_PACK) return;
    const names: readonly string[] = BUILT_IN_POLICIES;
    for (const name of Object.keys(rules).filter((rule) => !names.includes(rule))) {
      const message = `no built-in policy has this name; they are: ${names.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['rules', name], message });
    }
  })
  .describe('Policies that every update keeps.');

/** A policy pack of a workspace. */
export type PolicyPackSettings = z.infer<typeof policyPackSchema>;
