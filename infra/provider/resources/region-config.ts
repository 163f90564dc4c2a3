import type { Runtimes } from '../container-runtime.ts';
import type { ResourceHandler } from '../resource-handler.ts';
import { regionConfigSchema } from './region-config-inputs.ts';
import { deliveryHandler } from './region-delivery.ts';
import type { ReadinessDeps } from './region-readiness.ts';

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
        isReached: (answer) => answer.configVersion === configVersion && answer.color === color,
      }),
    },
    runtimes,
    deps,
  );
}
