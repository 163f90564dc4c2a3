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
  /** The rules of its features, as JSON text; absent where the workspace defines no gate that the service knows. */
  featureRules: z.string().exactOptional(),
});

export type AppConfig = z.infer<typeof appConfigSchema>;

/**
 * The document that says to a service with `CONFIG_SOURCE=statsig` how to reach its config source, and as
 * which user. It holds a key: its file is for its owner only.
 */
export const statsigAccessSchema = z.object({
  /** A server key of Statsig, or of a control plane that speaks its protocol. */
  serverKey: z.string().min(1).max(500),
  /** Address of such a control plane, `http://…`; null: the real service. */
  api: z.url({ protocol: /^https?$/ }).nullable(),
  /** Tier of the user. */
  environment: z.string().max(200),
  /** Custom attributes of the user, besides `region`. */
  custom: z.record(z.string(), z.string()),
});

export type StatsigAccess = z.infer<typeof statsigAccessSchema>;

/** What `GET /color` answers with. */
export const colorAnswerSchema = z.object({
  region: z.string(),
  /** The cell of the region that answered; absent where it has none. */
  cell: z.string().optional(),
  color: z.string(),
  release: z.string().nullable(),
  configVersion: z.number().int(),
  /** What a person sees where the gate `sparkle` passes for them; else absent. */
  mark: z.string().optional(),
  /** The gates that were honoured for the user who asks, by name; absent where the source defines none that the service knows. */
  features: z.record(z.string(), z.boolean()).optional(),
  /** Which rules of features its file holds; null for none. Absent where they come from Statsig. */
  featureVersion: z.string().nullable().optional(),
  /** When this colour was first served by this instance, ISO 8601. */
  since: z.iso.datetime(),
  /** Which container or process answered. */
  instance: z.string(),
  /** The image that it runs; absent when not set. */
  image: z.string().optional(),
  /** Absent where the colour comes from a file that others write. */
  source: z
    .object({
      name: z.literal('statsig'),
      /** Since when the source is out of reach and the last good value is served, ISO 8601; null while it is in reach. */
      staleSince: z.iso.datetime().nullable(),
    })
    .optional(),
});

export type ColorAnswer = z.infer<typeof colorAnswerSchema>;

/** Headers of every answer of a service that has a config, errors included. */
export const SERVED_HEADERS = {
  color: 'ColorTeller-Color',
  configVersion: 'ColorTeller-Config-Version',
} as const;
