import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  assertSafe,
  LOOPBACK,
  type Access,
} from '../../../../../orchestrator/control-plane/server/access.ts';
import { isLoopback } from '../../../../../orchestrator/common/loopback.ts';

const pem = (name: string) =>
  readFileSync(new URL(`../../../../support/tls/${name}.pem`, import.meta.url), 'utf8');
const TLS = { cert: pem('cert'), key: pem('key') };
const KEY = 'k'.repeat(24);
const refusal = (access: Partial<Access>) => {
  try {
    assertSafe({ ...LOOPBACK, ...access });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('where the control plane may listen', () => {
  it.each([
    ['loopback', {}],
    ['loopback, by another address', { host: '127.0.0.2' }],
    ['every address by TLS', { host: '0.0.0.0', tls: TLS, controlKey: KEY }],
    ['every address unencrypted, as requested', { host: '::', controlKey: KEY, isInsecure: true }],
  ])('takes %s', (_, access) => {
    expect(refusal(access)).toBeNull();
  });

  it.each([
    ['no key of the user', { host: '0.0.0.0', tls: TLS }, 'needs a control key of yours'],
    [
      'a short key',
      { host: '0.0.0.0', tls: TLS, controlKey: 'k'.repeat(23) },
      'has 23 characters; it needs 24 at least',
    ],
    ['a key with a space', { controlKey: `${KEY} x` }, 'characters that no header can carry'],
    ['no TLS', { host: '192.168.1.5', controlKey: KEY }, 'must not be sent there unencrypted'],
    ['a name that is not loopback', { host: '127.evil.example', controlKey: KEY }, 'unencrypted'],
    ['a broken certificate', { tls: { ...TLS, cert: 'x' } }, 'cannot be used'],
  ])('refuses %s', (_, access, message) => {
    expect(refusal(access)).toContain(message);
    expect(refusal(access)).not.toContain(KEY);
  });

  it('knows loopback by address, not by how a name begins', () => {
    expect(
      ['localhost', '127.0.0.1', '::1', '0.0.0.0', '::', '127.0.0.1.example'].map(isLoopback),
    ).toEqual([true, true, true, false, false, false]);
  });
});
