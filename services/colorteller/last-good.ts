import { rename, writeFile } from 'node:fs/promises';
import { checkAppConfig, readConfigFile, type Reading } from './config-file.ts';
import type { AppConfig } from './wire.ts';

/** The last good config of a service whose source is elsewhere, on its disk: what it starts with while that is away. */
export interface LastGood {
  read(): Promise<Reading>;
  /** Writes one after the other; a reader never sees a part. */
  keep(config: AppConfig): Promise<void>;
}

export function openLastGood(file: string): LastGood {
  let written = Promise.resolve();
  const write = async (config: AppConfig) => {
    await writeFile(`${file}.new`, `${JSON.stringify(config)}\n`);
    await rename(`${file}.new`, file);
  };
  return {
    read: () => readConfigFile(file, checkAppConfig),
    keep: (config) => {
      const next = written.then(() => write(config));
      written = next.catch(() => undefined);
      return next;
    },
  };
}
