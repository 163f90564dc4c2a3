const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/** Where libraries look for the hosts that no proxy serves: some in one of these, some in the other. */
const EXCEPTIONS = ['no_proxy', 'NO_PROXY'] as const;

/** Of gRPC alone; where it is set, gRPC reads no other. */
const GRPC_EXCEPTIONS = 'no_grpc_proxy';

/**
 * Excepts loopback from the proxies that the environment names: what runs on this machine is never behind one. Some libraries
 * (gRPC's for Node.js, the HTTP client of Statsig's SDK) would ask a proxy for it, and take no blank in the list.
 * @param env of this process, as native libraries and child processes see it.
 */
export function keepLoopbackDirect(env: NodeJS.ProcessEnv = process.env): void {
  if (!Object.keys(env).some((name) => /^(https?|all|grpc)_proxy$/i.test(name))) return;
  const given = env['no_proxy'] || env['NO_PROXY'];
  for (const name of EXCEPTIONS) env[name] = withLoopback(env[name] || given);
  // It complains of each proxy that it cannot use, though all its connections are to loopback.
  env['GRPC_NODE_VERBOSITY'] ??= 'NONE';
  if (env[GRPC_EXCEPTIONS]) env[GRPC_EXCEPTIONS] = withLoopback(env[GRPC_EXCEPTIONS]);
}

function withLoopback(list = ''): string {
  const hosts = list.split(/[\s,]+/).filter((host) => host !== '');
  return [...new Set([...hosts, ...LOOPBACK])].join(',');
}
