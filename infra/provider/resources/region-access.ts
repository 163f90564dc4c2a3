import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { ColorAnswer, StatsigAccess } from '../../../services/colorteller/wire.ts';
import type { Runtimes } from '../container-runtime.ts';
import type { PropertyBag } from '../property-bag.ts';
import type { ResourceHandler } from '../resource-handler.ts';
import { deliveryHandler } from './region-delivery.ts';
import type { ReadinessDeps } from './region-readiness.ts';
import { keyHash } from '../../../orchestrator/common/hash.ts';
import { COLOR, type RegionAccessInputs, regionAccessSchema } from './region-config.ts';

export interface RegionAccessDeps extends ReadinessDeps {
  /** The server key that regions get; undefined where this provider was started without. */
  serverKey: string | undefined;
}

/** `colorteller:index:RegionAccess`: configures the config source of replicas, with a key that is in no engine's state. */
export function regionAccessHandler(runtimes: Runtimes, deps: RegionAccessDeps): ResourceHandler {
  return deliveryHandler<RegionAccessInputs, ColorAnswer>(
    {
      schema: regionAccessSchema,
      property: 'access',
      nullable: 'api',
      isSecret: () => true,
      document: (inputs) => accessDocument(inputs, deps.serverKey),
      asInput: withoutKey,
      goal: ({ access }) => {
        const where = access.api ?? 'the Statsig service';
        return {
          question: COLOR,
          words: `get its config from ${where}`,
          action: `Check that ${where} is reached from the region, and that the server key is right.`,
          isReady: ({ source }) => source?.staleSince === null,
          // Its source may be away for a while: the region keeps its last good config.
          isStillReady: () => true,
        };
      },
    },
    runtimes,
    deps,
  );
}

/** @throws AppError BAD_INPUT when this provider's key differs from the expected one. */
function accessDocument(
  { region, access: { keyHash: expectedHash, ...access } }: RegionAccessInputs,
  serverKey: string | undefined,
): StatsigAccess {
  if (serverKey !== undefined && keyHash(serverKey) === expectedHash)
    return { ...access, serverKey };
  const found = serverKey === undefined ? 'has none' : 'has another one';
  throw new AppError(
    'BAD_INPUT',
    `Region ${region} asks for its config itself with a server key, and the provider ${found}.`,
    { action: 'Deploy it by the orchestrator (npx colorteller up), or set STATSIG_SERVER_KEY.' },
  );
}

/** Nothing that is read back may be the key itself: it would be recorded. */
function withoutKey({ serverKey, ...access }: PropertyBag): PropertyBag {
  return typeof serverKey === 'string' ? { ...access, keyHash: keyHash(serverKey) } : access;
}
