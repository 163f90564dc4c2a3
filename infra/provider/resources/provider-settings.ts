import type { CheckFailure } from '@pulumi/pulumi/provider/provider.js';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { hostName, LABELS } from '../../program/labels.ts';
import { defaultHost } from '../host.ts';
import { type PropertyBag, UNKNOWN, withoutNulls } from '../property-bag.ts';
import type { ResourceHandler } from '../resource-handler.ts';

/** What the engine adds of its own, and the check of the daemon, which is never made here. */
const HARMLESS = ['version', 'pluginDownloadURL', '__internal', 'disableDockerDaemonCheck'];

const NOT_A_HOST = `a provider's host does not reach its resources here: give each of them the label ${LABELS.host}, or use --provider stock`;

const REASONS: Readonly<Partial<Record<string, string>>> = {
  host: NOT_A_HOST,
  certPath: NOT_A_HOST,
  registryAuth:
    'nothing is pulled here, so there is no registry to log in to: remove it and pull the images yourself, or use --provider stock',
};

/**
 * `pulumi:providers:docker`: the settings of a `docker.Provider`; our own package has none. No plugin on `@pulumi/pulumi/provider` is told with a
 * resource which provider it has, so a setting that would change anything is refused rather than ignored.
 */
export function providerSettingsHandler(env: NodeJS.ProcessEnv): ResourceHandler {
  return {
    check(urn, _olds, news) {
      const { host, certPath, ...rest } = withoutNulls(news);
      const refused = Object.keys(rest).filter((key) => !HARMLESS.includes(key));
      const address = withoutNulls({ host, certPath });
      if (!isHonored(address, urn.split('::').at(-1), env)) refused.push(...Object.keys(address));
      return { inputs: news, failures: refused.map(failure) };
    },
    // An engine keeps a provider's settings itself: the rest is never asked of us.
    diff: () => ({ changes: false, diffs: [], replaces: [], deleteBeforeReplace: false }),
    create: notAsked,
    read: notAsked,
    update: notAsked,
    delete: notAsked,
  };
}

function failure(property: string): CheckFailure {
  const reason =
    REASONS[property] ?? 'this setting is not supported here: remove it, or use --provider stock';
  return { property, reason };
}

/** Our own programs name a provider for its host and label each of its resources; any other has the default host. */
function isHonored(
  { host, certPath }: PropertyBag,
  name: string | undefined,
  env: NodeJS.ProcessEnv,
): boolean {
  if (host === undefined && certPath === undefined) return true;
  if (host === UNKNOWN || certPath === UNKNOWN) return true;
  if (typeof host !== 'string') return false;
  const [address, certs] = defaultHost(env).split('?certs=');
  if (certPath === undefined) return host === address || hostName(host) === name;
  if (typeof certPath !== 'string') return false;
  if (host === address && certs !== undefined && decodeURIComponent(certs) === certPath)
    return true;
  const texts = [certPath, encodeURIComponent(certPath)].map((text) => `${host}?certs=${text}`);
  return texts.some((text) => hostName(text) === name);
}

function notAsked(): Promise<never> {
  return Promise.reject(new AppError('INTERNAL', 'the settings of a provider are only checked'));
}
