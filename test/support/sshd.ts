import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { tempFolder } from './temp-folder.ts';

/** An SSH server of a test's own on this machine, and an agent with a key that it lets in. */
export interface Sshd extends AsyncDisposable {
  /** As a Docker host, whose daemon is this machine's. */
  host: string;
  /** With the agent's socket. */
  env: { SSH_AUTH_SOCK: string };
}

/** Needs OpenSSH's server from Debian's packages. */
export async function startSshd(): Promise<Sshd> {
  const folder = await tempFolder();
  const file = (name: string) => path.join(folder.path, name);
  const port = await freePort();
  for (const name of ['host', 'user']) {
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
  }
  await writeFile(
    file('config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('user.pub')}`,
      `PidFile ${file('pid')}`,
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'StrictModes no',
      'UsePAM no',
    ].join('\n'),
  );
  // Where it has its children drop their rights; a package's service would make it.
  await mkdir('/run/sshd', { recursive: true });
  const quiet = { reject: false, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' } as const;
  const server = execa('/usr/sbin/sshd', ['-D', '-f', file('config')], quiet);
  const agent = execa('ssh-agent', ['-D', '-a', file('agent')], quiet);
  const env = { SSH_AUTH_SOCK: file('agent') };
  await eventually('the agent takes the key', async () => {
    const { exitCode } = await execa('ssh-add', ['-q', file('user')], { env, reject: false });
    return exitCode === 0 ? true : undefined;
  });
  return {
    host: `ssh://${userInfo().username}@127.0.0.1:${port}`,
    env,
    [Symbol.asyncDispose]: async () => {
      for (const child of [server, agent]) {
        child.kill();
        await child;
      }
      await folder[Symbol.asyncDispose]();
    },
  };
}
