import type { Clock } from '../../orchestrator/common/clock.ts';
import { findDocker, type DockerDaemon } from './find-docker.ts';
import { findGo, MINIMUM_GO_VERSION } from './find-go.ts';
import {
  searchPulumi,
  type FoundPulumi,
  type PulumiSearch,
  type RejectedPulumi,
} from './find-pulumi.ts';
import { isOlder } from '../../orchestrator/common/version.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { homeFolder } from './cache-folder.ts';
import { executableName, findExecutables, isExecutable } from './find-executable.ts';

/** The oldest Node.js that ColorTeller runs on; the `engines` of package.json. */
export const MINIMUM_NODE_VERSION = '20.19.0';

export interface ToolStatus {
  status: 'ok' | 'missing' | 'too-old' | 'broken';
  /** What is here, or what is wrong: no full stop, for a line of a table. */
  detail: string;
  /** What to type or do to get it. */
  action?: string;
}

/** What this machine has. */
export interface ToolchainReport {
  node: ToolStatus;
  pulumi: ToolStatus & { found?: FoundPulumi };
  docker: ToolStatus & { found?: DockerDaemon };
  /** Only to build the Pulumi CLI where it cannot be downloaded. */
  go: ToolStatus;
  /** Pulumi's stock Docker plugin; ours does the same work without it. */
  dockerPlugin: ToolStatus & { path?: string };
}

export interface InspectOptions {
  /** Default the machine's. */
  clock?: Clock;
  /** Such as `20.20.2`; default that of this process. */
  nodeVersion?: string;
}

/** Inspects all tools in parallel; changes nothing and never throws. */
export async function inspectToolchain(
  env: NodeJS.ProcessEnv,
  { clock = realClock, nodeVersion = process.versions.node }: InspectOptions = {},
): Promise<ToolchainReport> {
  const [pulumi, docker, go, dockerPlugin] = await Promise.all([
    inspectPulumi(env),
    inspectDocker(env, clock),
    inspectGo(env),
    inspectDockerPlugin(env),
  ]);
  return { node: inspectNode(nodeVersion), pulumi, docker, go, dockerPlugin };
}

function inspectNode(version: string): ToolStatus {
  if (!isOlder(version, MINIMUM_NODE_VERSION)) return { status: 'ok', detail: `v${version}` };
  return {
    status: 'too-old',
    detail: `v${version}, older than v${MINIMUM_NODE_VERSION}`,
    action: 'Install a newer Node.js (nodejs.org/en/download)',
  };
}

async function inspectPulumi(env: NodeJS.ProcessEnv): Promise<ToolchainReport['pulumi']> {
  const { found, rejected } = await searchPulumi(env);
  if (found === undefined) return missingPulumi(rejected);
  const origins = { env: ', from COLORTELLER_PULUMI', path: '', cache: '' };
  const passedOver = rejected.map((other) => ` (passed over ${describe(other)})`).join('');
  return {
    status: 'ok',
    detail: `v${found.version} at ${found.command}${origins[found.origin]}${passedOver}`,
    found,
  };
}

function missingPulumi(rejected: PulumiSearch['rejected']): ToolStatus {
  const setup = 'npx colorteller setup';
  const [first] = rejected;
  if (first === undefined) return { status: 'missing', detail: 'not installed', action: setup };
  const worst = rejected.find(({ why }) => why === 'too-old') ?? first;
  return {
    status: worst.why,
    detail: rejected.map(describe).join('; '),
    action: worst.origin === 'env' ? `unset COLORTELLER_PULUMI, then ${setup}` : setup,
  };
}

function describe({ command, reason }: RejectedPulumi): string {
  return `${command}: ${reason}`;
}

async function inspectDocker(
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<ToolchainReport['docker']> {
  const search = await findDocker(env, clock);
  if ('problem' in search)
    return { status: 'missing', detail: search.problem, action: search.action };
  const detail = `${search.version} (API ${search.apiVersion}) at ${search.host}`;
  return { status: 'ok', detail, found: search };
}

async function inspectGo(env: NodeJS.ProcessEnv): Promise<ToolStatus> {
  const go = await findGo(env);
  if (go.status === 'ok') {
    const own = go.updatesItself ? `, which fetches ${MINIMUM_GO_VERSION} by itself` : '';
    return { status: 'ok', detail: `${go.version} at ${go.command}${own}` };
  }
  return {
    status: go.status,
    detail: go.problem,
    action: `Go ${MINIMUM_GO_VERSION} or newer: go.dev/dl`,
  };
}

async function inspectDockerPlugin(
  env: NodeJS.ProcessEnv,
): Promise<ToolchainReport['dockerPlugin']> {
  const path = await findDockerPlugin(env);
  if (path !== undefined) return { status: 'ok', detail: path, path };
  return {
    status: 'missing',
    detail: 'not installed',
    action: 'pulumi plugin install resource docker',
  };
}

const PLUGIN = 'pulumi-resource-docker';

/** Path of Pulumi's stock Docker plugin: on PATH, else in the plugin folder (`~/.pulumi/plugins`, PULUMI_HOME). */
async function findDockerPlugin(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const [onPath] = await findExecutables(PLUGIN, env);
  if (onPath !== undefined) return onPath;
  const folder = path.join(env.PULUMI_HOME || path.join(homeFolder(env), '.pulumi'), 'plugins');
  const names = await readdir(folder).catch(() => []);
  const files = names
    .filter((name) => /^resource-docker-v[\d.]+$/.test(name))
    .map((name) => path.join(folder, name, executableName(PLUGIN)));
  const present = await Promise.all(files.map(isExecutable));
  return files.find((_, index) => present[index]);
}
