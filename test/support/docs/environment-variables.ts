/** Every environment variable that the program reads, and what it means. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  COLORTELLER_WORKSPACE: 'Folder of the workspace where `--workspace` is left out',
  COLORTELLER_PORT: 'Port of the control plane where `--port` is left out',
  COLORTELLER_URL: 'The orchestrator that a command talks to where `--url` is left out',
  COLORTELLER_KEY:
    'The key for `--url` and COLORTELLER_URL; of `up --listen` the control key that it demands',
  COLORTELLER_REPORT_URL: 'The presenter that `lab start` reports to where `--report` is left out',
  COLORTELLER_REPORT_CODE: 'The code of the workshop where `--code` is left out',
  COLORTELLER_REPORT_NAME: 'The name that the workshop shows where `--name` is left out',
  COLORTELLER_PULUMI: 'The Pulumi CLI to use, instead of the first on PATH or the one of `setup`',
  COLORTELLER_LOG_LEVEL: 'Of `orchestrator.log`: trace, debug, info (default), warn, error, silent',
  COLORTELLER_TEST_TIMEOUT_SCALE:
    'How many times as long the test kit waits by default, such as 3 on a slow machine',
  STATSIG_SERVER_KEY:
    'Of `up`: the real Statsig service decides; demo, labs and test kit do not read it',
  DOCKER_HOST: 'Where Docker listens; default: the local socket',
  DOCKER_TLS_VERIFY: 'With a `tcp://` DOCKER_HOST: by TLS',
  DOCKER_CERT_PATH: 'Folder with `ca.pem`, `cert.pem` and `key.pem` for that',
  SSH_AUTH_SOCK: 'The SSH agent whose keys open `ssh://` hosts',
  PULUMI_HOME: "Where Pulumi's Docker plugin is searched; default: `~/.pulumi`",
  XDG_CACHE_HOME: 'Where `setup` stores tools; default: `~/.cache`',
  XDG_CONFIG_HOME: 'Where contexts are stored; default: `~/.config`',
  CHROMIUM_PATH: 'The browser of end-to-end tests and benchmarks',
  NO_PROXY: 'As `no_proxy`; this machine is always one of those hosts',
  GRPC_NODE_VERBOSITY:
    'What the gRPC library reports; where a proxy is set nothing, unless you say otherwise',
  COLUMNS: 'Width that output is wrapped at where it goes to no terminal; default: it stays whole',
  HOME: 'Your folder; where it is not set, that of the list of users',
  PATH: 'Folders that programs are searched in',
};

/** Variables of other programs that people often have set, by the names that a test tries, and what they mean here. */
export const OTHERS: Readonly<Record<string, string>> = {
  'http_proxy, https_proxy, all_proxy, grpc_proxy':
    'Serve what is not on this machine: downloads, and the real Statsig service',
  'no_proxy, no_grpc_proxy':
    'Hosts that no proxy serves; this machine is added, and blanks between them do no harm',
  'PULUMI_*':
    'Not used but for PULUMI_HOME, and, with a `--backend` of your own, PULUMI_ACCESS_TOKEN, PULUMI_CONFIG_PASSPHRASE and PULUMI_CONFIG_PASSPHRASE_FILE',
  'DOCKER_CONTEXT, DOCKER_CONFIG, DOCKER_API_VERSION, DOCKER_DEFAULT_PLATFORM':
    'Not used: DOCKER_HOST alone says which daemon',
  'OTEL_*': 'Not used: nothing is sent',
  NODE_OPTIONS: 'As Node.js takes them; regions get none',
  TMPDIR: 'Where demos, test kit and image builds have their folders; default: `/tmp`',
};
