import { checkAppConfig, checkShape, type Reading, readConfigFile } from './config-file.ts';
import { UNWATCHED, type ConfigSource, type SourceListeners } from './config-source.ts';
import { watchConfig } from './config-watcher.ts';
import type { Environment } from './environment.ts';
import { askFeatures } from './features.ts';
import { parseRuleId } from './rule-id.ts';
import {
  openStatsig,
  regionUser,
  type StatsigAnswer,
  type StatsigClient,
} from './statsig-client.ts';
import { statsigAccessSchema, type AppConfig, type StatsigAccess } from './wire.ts';
import { rename, writeFile } from 'node:fs/promises';

/** A condition on time changes the answer with no news from the source. */
const POLL_EVERY_MS = 1_000;

/**
 * The region's config from Statsig's SDK in this process: evaluated whenever specs are pushed, with no file and no restart.
 * The last good one is stored on disk; the service starts with it until the source answers. Access that comes by
 * file may change at any time: another key or address reattaches the SDK.
 */
export function openStatsigSource(
  { region, cell, configFile, access }: Environment,
  listeners: SourceListeners,
): ConfigSource {
  const lastGood = openLastGood(configFile);
  let lastGoodText = '';
  let isServing = false;
  let attached: Attached | undefined;
  let isClosed = false;

  /** A problem keeps the served config; when nothing is served yet, the last good config of an earlier run is. */
  const reportProblem = async (reading: Reading): Promise<void> => {
    const before = isServing ? undefined : await lastGood.read();
    // Something good may have come while it was read.
    if (isClosed || (before !== undefined && isServing)) return;
    if (before?.kind === 'config') {
      isServing = true;
      listeners.onReading(before);
    }
    listeners.onReading(reading);
  };

  const publish = async (reading: Reading): Promise<void> => {
    if (reading.kind !== 'config') {
      await reportProblem(reading);
      return;
    }
    isServing = true;
    listeners.onReading(reading);
    const text = JSON.stringify(reading.config);
    if (text === lastGoodText) return;
    lastGoodText = text;
    await lastGood.keep(reading.config).catch((error: unknown) => {
      lastGoodText = '';
      listeners.onWarning('the last good config cannot be written to disk', error);
    });
  };

  const attach = (to: StatsigAccess): void => {
    void attached?.close();
    const next = attachTo(
      to,
      { region, cell },
      { onContact: listeners.onContact, onReading: publish },
    );
    attached = next;
  };

  const watcher =
    'file' in access
      ? watchConfig({
          file: access.file,
          check: checkShape<StatsigAccess>(statsigAccessSchema, 'Statsig access'),
          onReading: (reading) => {
            if (reading.kind !== 'config') {
              // The previous access stays in use.
              if (attached === undefined) void unreached(reading);
            } else if (JSON.stringify(reading.config) !== attached?.access) attach(reading.config);
          },
          onWatchError: (error) => listeners.onWarning(UNWATCHED, error),
        })
      : undefined;
  const unreached = async (reading: Reading) => {
    listeners.onContact(Date.now());
    await publish(reading);
  };
  if (!('file' in access)) attach(access);

  return {
    features: (user) => attached?.features(user) ?? {},
    featureVersion: () => undefined,
    close: async () => {
      isClosed = true;
      await Promise.all([watcher?.close(), attached?.close()]);
    },
  };
}

/** The SDK attached with one access. */
interface Attached {
  /** As text, for comparison. */
  access: string;
  features: ConfigSource['features'];
  close: () => Promise<void>;
}

function attachTo(
  access: StatsigAccess,
  { region, cell }: Pick<Environment, 'region' | 'cell'>,
  listeners: {
    onContact: SourceListeners['onContact'];
    onReading: (reading: Reading) => Promise<void>;
  },
): Attached {
  const custom = { region, ...(cell === undefined ? {} : { cell }), ...access.custom };
  const userNamed = (name: string) => regionUser({ ...access, region: name, custom });
  const user = userNamed(cell === undefined ? region : `${region}/${cell}`);
  let isOpen = true;
  const poll = () => {
    if (isOpen) void listeners.onReading(readingOf(client.evaluate(user), access));
  };
  const client: StatsigClient = openStatsig({
    ...access,
    onContact: (lostSinceMs) => {
      if (isOpen) listeners.onContact(lostSinceMs);
    },
    onSpecs: poll,
  });
  let pollTimer: NodeJS.Timeout | undefined;
  void client.ready.then(() => {
    poll();
    if (isOpen) pollTimer = setInterval(poll, POLL_EVERY_MS);
  });
  return {
    access: JSON.stringify(access),
    features: (asker) => {
      const asking = userNamed(asker ?? '');
      return askFeatures((gate) => {
        const { outcome, value } = client.gate(gate, asking, { isReported: asker !== undefined });
        return outcome === 'good' ? value : undefined;
      });
    },
    close: async () => {
      isOpen = false;
      clearInterval(pollTimer);
      await client.close();
    },
  };
}

/** An answer of the SDK as what a file would have said. */
function readingOf(answer: StatsigAnswer, { api }: Pick<StatsigAccess, 'api'>): Reading {
  const where = api ?? 'the Statsig service';
  switch (answer.outcome) {
    case 'no-specs':
      return { kind: 'torn', problem: `no specs have come from ${where} yet` };
    case 'unknown':
      return { kind: 'invalid', problem: `${where} has no dynamic config "colorteller"` };
    case 'broken':
      return { kind: 'invalid', problem: `the SDK cannot evaluate it (${answer.reason})` };
    case 'good':
      return goodReading(answer, where);
  }
}

function goodReading({ value, ruleID, version }: StatsigAnswer, where: string): Reading {
  const origin = parseRuleId(ruleID);
  const document: Record<Exclude<keyof AppConfig, 'featureRules'>, unknown> = {
    color: value['color'],
    release: origin?.release ?? null,
    configVersion: origin?.configVersion ?? version ?? 1,
  };
  try {
    return { kind: 'config', config: checkAppConfig(document) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'invalid', problem: `the dynamic config of ${where} ${message}` };
  }
}

/** The last good config of a service whose source is elsewhere, on its disk: what it starts with while that is away. */
interface LastGood {
  read(): Promise<Reading>;
  /** Writes one after the other; a reader never sees a part. */
  keep(config: AppConfig): Promise<void>;
}

function openLastGood(file: string): LastGood {
  let written = Promise.resolve();
  const write = async (config: AppConfig) => {
    await writeFile(`${file}.new`, `${JSON.stringify(config)}\n`);
    await rename(`${file}.new`, file);
  };
  return {
    read: () => readConfigFile({ file, check: checkAppConfig }),
    keep: (config) => {
      const next = written.then(() => write(config));
      written = next.catch(() => undefined);
      return next;
    },
  };
}
