import { execFile } from 'node:child_process';

/** The command that opens a browser; it runs without a shell. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Timeout of that command, which passes the address on and exits. */
const TIMEOUT_MS = 10_000;

/** Opens a browser. Resolves to the reason of a failure, else to undefined. */
export function openBrowser(
  url: string,
  { env, platform }: { env: NodeJS.ProcessEnv; platform: NodeJS.Platform },
): Promise<string | undefined> {
  const [command, ...args] = OPENERS[platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = execFile(command, [...args, url], { env, timeout: TIMEOUT_MS }, (error) =>
      // Its message contains the address, and so the key.
      resolve(error === null ? undefined : `${command} ${reasonOf(error)}`),
    );
    child.unref();
  });
}

function reasonOf({ code, killed }: { code?: unknown; killed?: boolean }): string {
  if (code === 'ENOENT') return 'is not installed';
  return killed === true ? 'did not finish' : `ended with ${String(code)}`;
}
