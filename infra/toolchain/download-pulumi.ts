import { createRequire } from 'node:module';
import { PulumiCommand, type PulumiCommandOptions } from '@pulumi/pulumi/automation/index.js';

/**
 * Arguments of this program: the folder to install into, and the version.
 * A program of its own, because `PulumiCommand.install` can neither be stopped nor given a deadline.
 */
export type DownloadArguments = [root: string, version: string];

type SemVer = NonNullable<PulumiCommandOptions['version']>;

// The Automation API wants a version of its own copy of semver.
const { SemVer } = createRequire(import.meta.resolve('@pulumi/pulumi'))('semver') as {
  SemVer: new (text: string) => SemVer;
};

const [root, version] = process.argv.slice(2) as DownloadArguments;
try {
  await PulumiCommand.install({ root, version: new SemVer(version) });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
