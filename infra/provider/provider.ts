import { own } from '../../orchestrator/common/own.ts';
import type { Clock } from '../../orchestrator/common/clock.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import type { Runtimes } from './container-runtime.ts';
import { type PropertyBag, rewrapSecrets, unwrapBag, withoutUndefined } from './property-bag.ts';
import {
  type Checked,
  type Found,
  type ResourceHandler,
  ResourceNotReadyError,
} from './resource-handler.ts';
import { containerHandler } from './resources/container.ts';
import { networkHandler } from './resources/network.ts';
import { providerSettingsHandler } from './resources/provider-settings.ts';
import { regionAccessHandler } from './resources/region-access.ts';
import { regionConfigHandler } from './resources/region-config.ts';
import { remoteImageHandler } from './resources/remote-image.ts';
import { routerTableHandler } from './resources/router-table.ts';
import { volumeHandler } from './resources/volume.ts';
import { secretReader } from './secrets.ts';
import type { DetailedDiff } from './resource-inputs.ts';

export interface ProviderDeps {
  runtimes: Runtimes;
  clock: Clock;
  /** For readiness probes. Default: the platform's. */
  fetch?: typeof fetch;
  /** The server key of regions that fetch their config themselves. Default: none. */
  serverKey?: string | undefined;
  /** Where secrets of environments are read from. Default: none are set. */
  env?: NodeJS.ProcessEnv;
}

/** The verbs of Pulumi's Provider that ours implements, with their types. */
export interface ColorTellerProvider {
  check(urn: string, olds: PropertyBag, news: PropertyBag): Promise<Checked>;
  diff(id: string, urn: string, olds: PropertyBag, news: PropertyBag): Promise<DetailedDiff>;
  create(urn: string, inputs: PropertyBag): Promise<{ id: string; outs: PropertyBag }>;
  /** Answers `{ id: '', props: {} }` for what is gone. */
  read(id: string, urn: string, props?: PropertyBag): Promise<Found>;
  update(
    id: string,
    urn: string,
    olds: PropertyBag,
    news: PropertyBag,
  ): Promise<{ outs: PropertyBag }>;
  delete(id: string, urn: string, props: PropertyBag): Promise<void>;
}

/**
 * The provider for packages `docker` and `colorteller` as one object: the plugin process serves it, and the embedded
 * engine calls it directly. Its verbs reject with AppError.
 */
export function createProvider({
  runtimes,
  clock,
  fetch = globalThis.fetch,
  serverKey,
  env = {},
}: ProviderDeps): ColorTellerProvider {
  const handlers: Readonly<Record<string, ResourceHandler>> = {
    'docker:index/network:Network': networkHandler(runtimes),
    'docker:index/container:Container': containerHandler(runtimes),
    'docker:index/volume:Volume': volumeHandler(runtimes),
    'docker:index/remoteImage:RemoteImage': remoteImageHandler(runtimes),
    'pulumi:providers:docker': providerSettingsHandler(env),
    'pulumi:providers:colorteller': providerSettingsHandler(env),
    'colorteller:index:RegionConfig': regionConfigHandler(runtimes, {
      ...{ clock, fetch },
      readSecret: secretReader(env),
    }),
    'colorteller:index:RegionAccess': regionAccessHandler(runtimes, { clock, fetch, serverKey }),
    'colorteller:index:RouterTable': routerTableHandler(runtimes, { clock, fetch }),
  };
  const handlerOf = (urn: string): ResourceHandler => {
    const type = typeOf(urn);
    const handler = own(handlers, type);
    if (handler !== undefined) return handler;
    throw notSupported('resource type', type);
  };
  const toWire = (bag: PropertyBag, original: PropertyBag): PropertyBag =>
    rewrapSecrets(withoutUndefined(bag), original);
  return {
    // Promises even where a handler answers at once, so that every refusal is a rejection.
    async check(urn, olds, news) {
      const result = handlerOf(urn).check(urn, unwrapBag(olds), unwrapBag(news));
      return Promise.resolve({ ...result, inputs: toWire(result.inputs, news) });
    },
    async diff(_id, urn, olds, news) {
      return Promise.resolve(handlerOf(urn).diff(unwrapBag(olds), unwrapBag(news)));
    },
    async create(urn, inputs) {
      try {
        const created = await handlerOf(urn).create(unwrapBag(inputs));
        return { id: created.id, outs: toWire(created.outs, inputs) };
      } catch (error) {
        throw withSecrets(error, inputs);
      }
    },
    async read(id, urn, props = {}) {
      const found = await handlerOf(urn).read(id, unwrapBag(props));
      return { ...found, props: toWire(found.props, props) };
    },
    async update(id, urn, olds, news) {
      try {
        const { outs } = await handlerOf(urn).update(id, unwrapBag(olds), unwrapBag(news));
        return { outs: toWire(outs, news) };
      } catch (error) {
        throw withSecrets(error, news);
      }
    },
    async delete(id, urn, props) {
      await handlerOf(urn).delete(id, unwrapBag(props));
    },
  };
}

/** Refuses what a program may use of Pulumi's packages and this provider does not have. */
export function notSupported(kind: 'resource type' | 'function', token: string): AppError {
  return new AppError('BAD_INPUT', `The ${kind} "${token}" is not supported here.`, {
    action:
      "ColorTeller's own provider has docker.Container, Network, Volume and RemoteImage, and no functions. Leave it out, or run with Pulumi's own provider: npx colorteller up --provider stock.",
    details: { token },
  });
}

/** The type of a resource in its URN, without those of its parents. */
function typeOf(urn: string): string {
  return urn.split('::')[2]?.split('$').at(-1) ?? '';
}

/** Properties that an error brings are recorded like outputs, so their secrets need envelopes too. */
function withSecrets(error: unknown, original: PropertyBag): unknown {
  if (!(error instanceof ResourceNotReadyError)) return error;
  const properties = rewrapSecrets(withoutUndefined(error.properties), original);
  return new ResourceNotReadyError(error.id, properties, error);
}
