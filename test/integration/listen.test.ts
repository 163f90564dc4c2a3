import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Statsig } from '@statsig/statsig-node-core';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import type { NewKey } from '../../orchestrator/control-plane/keys/key-file.ts';
import { readContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { createSend } from '../../scripts/cli/client/transport.ts';
import { colorteller, colortellerAt, EMBEDDED, startUp } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

const CERT = path.join(packageRoot, 'test/support/tls/cert.pem');
const TLS = ['--tls-cert', CERT, '--tls-key', CERT.replace('cert.pem', 'key.pem')];
const KEY = 'a-control-key-of-my-own-choice';

describe('up --listen', () => {
  it('serves others by TLS: HTTP and push on one port, every read by a key, names only as allowed', async () => {
    await using folder = await tempFolder();
    await using secrets = await tempFolder();
    const keyFile = path.join(secrets.path, 'key');
    await writeFile(keyFile, `${KEY}\n`);
    const where = ['--listen', '0.0.0.0', '--key-file', keyFile, '--allow-host', 'ct.example'];
    await using up = await startUp(folder.path, [...EMBEDDED, ...TLS, ...where]);
    const { port } = new URL(up.url);
    expect(up.url).toBe(`https://127.0.0.1:${port}`);

    // The command line of this machine trusts this certificate and no other, without an option.
    expect((await colortellerAt(up, 'status', '--json')).exitCode).toBe(0);
    const follow = up.client.watch(AbortSignal.timeout(20_000));
    expect((await follow.next()).value).toMatchObject({ workspace: folder.path });
    await follow.return(undefined);
    await expect(fetch(`${up.url}/healthz`)).rejects.toThrow();

    const contact = await readContact(folder.path);
    expect(contact).toMatchObject({ url: up.url, key: KEY });
    const send = createSend(null, contact?.certificate ?? '');
    const other = await readFile(CERT.replace('cert.pem', 'other-cert.pem'), 'utf8');
    await expect(createSend(null, other)(`${up.url}/healthz`)).rejects.toThrow();
    const bearer = { authorization: `Bearer ${KEY}` };
    const ask = async (at: string, headers: Record<string, string> = {}) => {
      const answer = await send(`${up.url}${at}`, { headers });
      return [answer.status, answer.headers.get('access-control-allow-origin')];
    };
    for (const at of ['/api/state', '/api/events', '/api/exposures', '/metrics']) {
      expect([at, await ask(at), await ask(at, bearer)]).toEqual([at, [401, null], [200, null]]);
    }
    const allowed = { ...bearer, host: 'ct.example', origin: 'https://ct.example' };
    expect(await ask('/api/state', allowed)).toEqual([200, null]);
    expect(await ask('/api/state', { ...bearer, host: `evil.example:${port}` })).toEqual([
      403,
      null,
    ]);
    expect(await ask('/api/state', { ...bearer, origin: 'https://evil.example' })).toEqual([
      403,
      null,
    ]);

    const created = await colortellerAt(up, 'keys', 'create', 'production', '--json');
    const sdk = new Statsig((JSON.parse(created.stdout) as NewKey).key, {
      outputLogLevel: 'none',
      disableAllLogging: true,
      specAdaptersConfig: [
        {
          adapterType: 'network_grpc_websocket',
          specsUrl: `https://localhost:${port}`,
          initTimeoutMs: 5_000,
          authenticationMode: 'tls',
          caCertPath: CERT,
          domainName: 'localhost',
        },
      ],
    });
    expect(await sdk.initialize()).toMatchObject({ isSuccess: true });
    await sdk.shutdown();
  });

  it.each([
    ['no key', ['--listen', '0.0.0.0', ...TLS], {}, 'needs a control key'],
    ['a short key', ['--listen', '0.0.0.0', ...TLS], { COLORTELLER_KEY: 'short' }, '24 at least'],
    ['no TLS', ['--listen', '0.0.0.0'], { COLORTELLER_KEY: KEY }, '--insecure'],
    ['half of TLS', ['--tls-cert', CERT], {}, 'a certificate needs its key'],
    ['no address', ['--listen', 'a:b:c'], {}, 'such as 0.0.0.0'],
  ])('refuses %s', async (_, args, env, message) => {
    await using folder = await tempFolder();
    const ended = await colorteller(['up', '--workspace', folder.path, ...args], env);
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
