import os from 'node:os';
import path from 'node:path';

/** Where ColorTeller keeps what it downloads or builds: `$XDG_CACHE_HOME/colorteller`, else `~/.cache/colorteller`. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return path.join(env.XDG_CACHE_HOME || path.join(homeFolder(env), '.cache'), 'colorteller');
}

/** The person's home folder, as their environment says it, or the list of users; a user that is in no list has none. */
export function homeFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (env['HOME']) return env['HOME'];
  try {
    return os.userInfo().homedir;
  } catch {
    return '/';
  }
}
