import { createServer } from 'node:http';
import { createApp } from './app.ts';
import { openConfigSource, type ConfigSource } from './config-source.ts';
import type { Reading } from './config-file.ts';
import type { Environment } from './environment.ts';
import { featureVersion } from './feature-version.ts';
import { gracefulClose, listen } from './listen.ts';
import { createLogger, type Logger } from './log.ts';
import { createMetrics } from './metrics.ts';
import { serveNext, type ServedConfig } from './served-config.ts';
import type { ColorAnswer } from './wire.ts';

export interface Service {
  log: Logger;
  /** Stops accepting and resolves when the requests under way are answered. */
  close: () => Promise<void>;
}

/**
 * Puts the service together: config, HTTP, metrics, log. It listens at once and answers 503
 * until the first good config was read.
 * @throws ListenError when it cannot listen; it is logged last.
 */
export async function startService(environment: Environment): Promise<Service> {
  const { region, cell, instance, image, port, host, configFile, configSource } = environment;
  const log = createLogger({ region, instance }, environment.logLevel);
  let served: ServedConfig = {
    current: null,
    problem:
      configSource === 'file'
        ? `config file ${configFile} was not read yet`
        : 'the source was not read yet',
  };
  let source: ColorAnswer['source'] =
    configSource === 'file' ? undefined : { name: configSource, staleSince: null };
  let features: Pick<ConfigSource, 'features' | 'featureVersion'> = NO_FEATURES;
  const metrics = createMetrics(
    { region, instance },
    { served: () => served, source: () => source },
  );
  const app = createApp({
    region,
    cell,
    instance,
    image,
    served: () => served,
    source: () => source,
    features: (user) => features.features(user),
    featureVersion: () => features.featureVersion(),
    metrics,
    log,
  });
  const server = createServer(app);
  const closeServer = gracefulClose(server);

  const url = await listen(server, port, host).catch((error: unknown) => {
    log.error({ port, host }, error instanceof Error ? error.message : String(error));
    throw error;
  });
  log.info({ url, configFile }, `listening on ${url}`);

  const opened = await openConfigSource(environment, {
    onReading: (reading) => {
      const before = served;
      const next = serveNext(before, withoutKind(reading), Date.now());
      served = next.state;
      metrics.countReload(next.outcome);
      log.debug({ outcome: next.outcome }, 'config read');
      logChange(log, before, served);
    },
    onContact: (lostSinceMs) => {
      if (source === undefined) return;
      const staleSince = lostSinceMs === null ? null : new Date(lostSinceMs).toISOString();
      const wasStale = source.staleSince !== null;
      source = {
        ...source,
        staleSince: wasStale && staleSince !== null ? source.staleSince : staleSince,
      };
      if (wasStale !== (staleSince !== null)) logContact(log, staleSince);
    },
    onWarning: (message, error) => log.warn({ err: error }, message),
  });

  features = opened;
  return {
    log,
    close: async () => {
      await Promise.all([closeServer(), opened.close()]);
    },
  };
}

/** Before the source is open. */
const NO_FEATURES = { features: () => ({}), featureVersion: () => undefined };

function withoutKind(reading: Reading) {
  return reading.kind === 'config' ? { config: reading.config } : { problem: reading.problem };
}

function logContact(log: Logger, staleSince: string | null): void {
  if (staleSince === null) log.info('the source is in reach');
  else log.warn({ staleSince }, 'the source is out of reach: the last good config is served');
}

/** A config without its rules, which are long. */
function logged({ current }: ServedConfig) {
  if (current === null) return null;
  const { featureRules, ...config } = current.config;
  return { ...config, ...(featureRules && { featureVersion: featureVersion(featureRules) }) };
}

function logChange(log: Logger, before: ServedConfig, after: ServedConfig): void {
  if (after.problem !== null) {
    if (after.problem !== before.problem) log.warn({ problem: after.problem }, 'config refused');
    return;
  }
  const from = logged(before);
  const to = logged(after);
  if (before.current !== after.current) {
    log.info(
      { from, to },
      `config flipped from ${from?.color ?? 'none'} to ${to?.color ?? 'none'}`,
    );
  } else if (before.problem !== null) {
    log.info({ config: to }, 'config is good again');
  }
}
