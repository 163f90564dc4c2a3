const CAUSES: readonly { pattern: RegExp; advice: string }[] = [
  {
    pattern: /no space left on device/i,
    advice: 'Free about 5 GB of disk (or point GOCACHE and GOMODCACHE at a larger one)',
  },
  {
    pattern: /signal: killed|out of memory|cannot allocate memory/i,
    advice:
      'The build ran out of memory: free about 2 GB, or set GOFLAGS=-p=1 to build one package at a time',
  },
  {
    pattern: /checksum mismatch|SECURITY ERROR|missing go\.sum entry/i,
    advice:
      'A module differs from the pinned one: check what serves your Go modules (go env GOPROXY)',
  },
  {
    pattern:
      /dial tcp|no such host|i\/o timeout|connection refused|proxyconnect|TLS handshake|: 40[37]|: 5\d\d/i,
    advice:
      'Go modules cannot be reached: check the network, or set GOPROXY to a module proxy that can be',
  },
];

/** What to try after a failed Go build, read from its last lines of output. */
export function buildAdvice(tail: readonly string[]): string {
  const text = tail.join('\n');
  const advice = CAUSES.find(({ pattern }) => pattern.test(text))?.advice;
  const again = 'npx colorteller setup (what Go has downloaded and compiled so far is kept)';
  return advice === undefined
    ? `Run again: ${again}; or install the Pulumi CLI by hand (pulumi.com/docs/install)`
    : `${advice}; then run: ${again}`;
}
