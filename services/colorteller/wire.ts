import { z } from 'zod';

/**
 * The document that carries a region's application config: what the Pulumi program writes and the
 * service reads. `release` is null for a value that no release brought (the initial one).
 */
export const appConfigSchema = z.object({
  /** Any CSS colour name or hex colour; the service refuses what is neither and keeps the last good. */
  color: z.string().min(1).max(64),
  /** Id of the release that brought this value. */
  release: z.string().max(200).nullable(),
  /** Version of the dynamic config, counted from 1. */
  configVersion: z.number().int().positive(),
});

export type AppConfig = z.infer<typeof appConfigSchema>;

/** What `GET /color` answers with. */
export const colorAnswerSchema = z.object({
  region: z.string(),
  color: z.string(),
  release: z.string().nullable(),
  configVersion: z.number().int(),
  /** When this colour was first served by this instance, ISO 8601. */
  since: z.iso.datetime(),
  /** Which container or process answered. */
  instance: z.string(),
});

export type ColorAnswer = z.infer<typeof colorAnswerSchema>;
