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
  STATSIG_SERVER_KEY: 'Lets the real Statsig service decide',
  DOCKER_HOST: 'Where Docker listens; default: the local socket',
  DOCKER_TLS_VERIFY: 'With a `tcp://` DOCKER_HOST: by TLS',
  DOCKER_CERT_PATH: 'Folder with `ca.pem`, `cert.pem` and `key.pem` for that',
  SSH_AUTH_SOCK: 'The SSH agent whose keys open `ssh://` hosts',
  PULUMI_HOME: "Where Pulumi's Docker plugin is searched; default: `~/.pulumi`",
  XDG_CACHE_HOME: 'Where `setup` stores tools; default: `~/.cache`',
  XDG_CONFIG_HOME: 'Where contexts are stored; default: `~/.config`',
  CHROMIUM_PATH: 'The browser of end-to-end tests and benchmarks',
  HOME: 'Your folder',
  PATH: 'Folders that programs are searched in',
};
