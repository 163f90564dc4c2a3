import { z } from 'zod';
import { environmentValuesSchema } from '../core/definition/environment-values.ts';
import { policyPackSpecSchema } from './policy.ts';

const regionSpecSchema = z.object({
  name: z.string().min(1),
  environment: z.string(),
  /** What its environment has for the references of a decided value; left out: nothing. */
  values: environmentValuesSchema.exactOptional(),
  /** Attributes for rules. */
  custom: z.record(z.string(), z.string()),
  /** Port at 127.0.0.1 of the first replica; the n-th one has `port + n`. */
  port: z.number().int().min(1).max(65_535),
  /** How many replicas, unless the decision says otherwise. */
  replicas: z.number().int().min(1),
  /** Docker host (`unix://…`, `tcp://…`, `ssh://…`), or `process:///FOLDER`. */
  host: z.string().min(1),
  /** The machine that each replica needs, and the one that was chosen; left out: it asks for none. */
  machine: z
    .object({
      cpu: z.number().positive(),
      memoryMb: z.number().int().positive(),
      choice: z.object({
        provider: z.string(),
        machine: z.string(),
        isSpot: z.boolean(),
        usdPerHour: z.number(),
      }),
    })
    .exactOptional(),
  /** The parts that it is divided into, behind a router at its port; left out: it is one. */
  cells: z
    .object({
      /** The header whose value decides the cell; null where users do. */
      shardBy: z.object({ header: z.string() }).nullable(),
      cells: z
        .array(
          z.object({
            name: z.string(),
            /** Share of the traffic, relative to the other cells' weights. */
            weight: z.number(),
            /** Values of the header that belong to this cell. */
            keys: z.array(z.string()),
            /** How many replicas, unless the decision says otherwise. */
            replicas: z.number().int().min(1),
          }),
        )
        .min(2),
    })
    .exactOptional(),
  /**
   * The rules of the features that its services evaluate, as JSON text, by region or cell (`us-west1/canary`); left out: no
   * features, or they ask for them themselves.
   */
  features: z.record(z.string(), z.string()).exactOptional(),
  /** Its resources may be neither deleted nor replaced; left out: they may. */
  protect: z.boolean().exactOptional(),
  /** How its services fetch their config themselves; left out: an update writes it. */
  statsig: z
    .object({
      /** Address of the control plane as they reach it; null: the real Statsig service. */
      api: z.string().nullable(),
      /** Hash of the server key; the provider finds the key by it. */
      keyHash: z.string(),
    })
    .exactOptional(),
});

/** What a Pulumi program needs to deploy a stack, as the control plane sends it. */
export const stackSpecSchema = z.object({
  /** Absolute path of the workspace that owns the stack. */
  workspace: z.string().min(1),
  stack: z.string().min(1),
  /** Image of every region whose decision names none. */
  image: z.string().min(1),
  regions: z.array(regionSpecSchema),
  /** The gates that its program may ask for; left out: none. */
  gates: z.array(z.string()).exactOptional(),
  /** A program of the user's; left out: ours. */
  program: z
    .object({
      /** As the workspace file names it. */
      file: z.string(),
      /** Absolute path of what it was compiled to; its name changes with its content. Null: it was not compiled. */
      module: z.string().nullable(),
    })
    .exactOptional(),
  /** What every update of it keeps; left out: nothing. */
  policies: z.array(policyPackSpecSchema).exactOptional(),
});

/** One region to deploy. */
export type RegionSpec = z.infer<typeof regionSpecSchema>;

/** One stack: a group of regions that are updated together. */
export type StackSpec = z.infer<typeof stackSpecSchema>;
