import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import type { UpdateOptions } from '../../../orchestrator/ports/engine.ts';
import { packRuntime } from '../../policy/pack-project.ts';
import { packFailed, packFailureOf } from '../../policy/policy-errors.ts';

/** The policy packs of an update as the Automation API takes them; each configuration is a file. */
export async function policyOptions(
  project: string,
  { stack, policies = [] }: Pick<UpdateOptions, 'stack' | 'policies'>,
): Promise<{ policyPacks?: string[]; policyPackConfigs?: string[] }> {
  if (policies.length === 0) return {};
  // The CLI says the same in the words of its own files.
  await Promise.all(policies.map((pack) => packRuntime(pack.folder)));
  const folder = path.join(project, 'policies', stack);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const policyPackConfigs = policies.map((_, index) => path.join(folder, `${index}.json`));
  await Promise.all(
    policies.map(({ config }, index) =>
      writeFile(policyPackConfigs[index] ?? '', JSON.stringify(config)),
    ),
  );
  return { policyPacks: policies.map((pack) => pack.folder), policyPackConfigs };
}

/** What the CLI says of a pack that does not start, and of a policy that throws. */
const NOT_STARTED =
  /(?:policy pack|Pulumi policy project located at) "([^"]*)"(?: failed to start)?: (.*)/;
const THREW = /Error (?:validating|remediating) \w+ with [^']*'([^']*)'[^:]*:\s*([^]*)/;

/** The error of a pack, by what the CLI and the pack say; undefined for any other failure. */
export function packFailureIn(text: string, pluginOutput: string): AppError | undefined {
  const reported = packFailureOf(pluginOutput);
  if (reported !== undefined) return reported;
  const [, folder, why = ''] = NOT_STARTED.exec(text) ?? [];
  if (folder !== undefined) return packFailed(folder, pluginOutput === '' ? why : pluginOutput);
  const [thrown, policy] = THREW.exec(text) ?? [];
  return policy === undefined ? undefined : packFailed(policy, thrown ?? '');
}
