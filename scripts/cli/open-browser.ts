import { execFile } from 'node:child_process';

/** What opens an address with the browser of a person; no shell reads it. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Longest that an opener is waited for; it hands the address on and ends. */
const TIMEOUT_MS = 10_000;

/** Opens a browser. Resolves to why that failed; undefined when it did not. */
export function openBrowser(
  url: string,
  { env, platform }: { env: NodeJS.ProcessEnv; platform: NodeJS.Platform },
): Promise<string | undefined> {
  const [command, ...args] = OPENERS[platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = execFile(command, [...args, url], { env, timeout: TIMEOUT_MS }, (error) =>
      // Its message would hold the address, and with it the key.
      resolve(error === null ? undefined : `${command} ${reasonOf(error)}`),
    );
    child.unref();
  });
}

function reasonOf({ code, killed }: { code?: unknown; killed?: boolean }): string {
  if (code === 'ENOENT') return 'is not on this machine';
  return killed === true ? 'did not end' : `ended with ${String(code)}`;
}
