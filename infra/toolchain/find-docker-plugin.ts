import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { homeFolder } from './cache-folder.ts';
import { executableName, findExecutables, isExecutable } from './find-executable.ts';

const PLUGIN = 'pulumi-resource-docker';

/** Path of Pulumi's stock Docker plugin: on PATH, else in the plugin folder (`~/.pulumi/plugins`, PULUMI_HOME). */
export async function findDockerPlugin(env: NodeJS.ProcessEnv): Promise<string | undefined> {
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
