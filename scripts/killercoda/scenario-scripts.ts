import { AppError } from '../../orchestrator/errors/app-error.ts';

/** Where everything is on the machine of a scenario, which belongs to one person and is gone after an hour. */
const FOLDER = '/root/colorteller';
const READY = '/tmp/colorteller-ready';
const FAILED = '/tmp/colorteller-failed';
const LOG = '/tmp/colorteller-lab.log';

/** Node.js for a machine that has none, or an older one. */
const NODE = 'v22.12.0';

/** `name`, `name@1.2.3`, `@scope/name@tag`, or where a tarball lies. Nothing of it means anything to a shell. */
const PACKAGE =
  /^(?:(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*(?:@[\w.-]+)?|https:\/\/[\w./@:%+~-]+\.tgz)$/;

/**
 * What a scenario installs: a name of the npm registry, or the https address of a tarball.
 * @throws AppError BAD_INPUT
 */
export function checkPackage(text: string): string {
  if (PACKAGE.test(text)) return text;
  throw new AppError(
    'BAD_INPUT',
    `"${text}" is neither a package of npm nor the https address of a .tgz`,
    {
      action:
        'Write such as: --package colorteller@0.1.0, or --package https://example.com/colorteller.tgz',
    },
  );
}

/** Installs Node.js where it is missing, then the package, and starts the lab: unseen, while the person reads the intro. */
export function setupScript(number: string, packageName: string): string {
  return `#!/bin/bash
# Installs ColorTeller and starts the lab; what it says is in ${LOG}.
set -euo pipefail
trap '[ $? = 0 ] || touch ${FAILED}' EXIT
exec >> ${LOG} 2>&1

is_new_enough() {
  command -v node > /dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
}

if ! is_new_enough; then
  name="node-${NODE}-linux-$(uname -m | sed -e s/x86_64/x64/ -e s/aarch64/arm64/)"
  cd /tmp
  curl --fail --silent --show-error --location --remote-name "https://nodejs.org/dist/${NODE}/$name.tar.gz"
  curl --fail --silent --show-error --location "https://nodejs.org/dist/${NODE}/SHASUMS256.txt" \\
    | grep " $name.tar.gz\\$" | sha256sum --check
  tar --extract --gzip --file "$name.tar.gz" --directory /usr/local --strip-components 1
fi

mkdir -p ${FOLDER}
cd ${FOLDER}
npm init --yes > /dev/null
npm install --no-audit --no-fund '${packageName}'

setsid nohup npx colorteller lab start ${number} --engine embedded --runtime process < /dev/null &
for _ in $(seq 120); do
  if grep --quiet --no-messages '"isReady": *true' .colorteller/lab.json; then
    touch ${READY}
    exit 0
  fi
  sleep 1
done
exit 1
`;
}

/** What the person sees meanwhile; afterwards their terminal is where the lab is. */
export function waitScript(): string {
  return `#!/bin/bash
echo 'Installing ColorTeller and starting the lab: about a minute…'
while [ ! -f ${READY} ] && [ ! -f ${FAILED} ]; do sleep 1; done
cd ${FOLDER} || echo 'Nothing was installed.'
if [ -f ${READY} ]; then echo 'Ready.'; else echo 'It did not start; see ${LOG}'; fi
`;
}

/** Passes once every goal of the lab is reached. */
export function verifyScript(number: string): string {
  return `#!/bin/bash
cd ${FOLDER} && npx colorteller lab check ${number}
`;
}
