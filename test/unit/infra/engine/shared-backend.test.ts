import { describe, expect, it } from 'vitest';
import { cliEnvironment } from '../../../../infra/engine/pulumi/cli-environment.ts';
import { backendFailure, lockHoldersIn } from '../../../../infra/engine/pulumi-engine.ts';

describe('a backend that others use, too', () => {
  it('reports who holds the locks', () => {
    const text = `error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  postgres://db/pulumi/.pulumi/locks/organization/colorteller/s/1.json: created by ann@build-1 (pid 71) at 2026-01-01T00:00:00Z
  s3://states/.pulumi/locks/organization/colorteller/s/2.json: created by a@corp@build-2 (pid 8) at 2026-01-01T00:00:00Z
`;
    const file = (url: string, n: number) =>
      `${url}/.pulumi/locks/organization/colorteller/s/${n}.json`;
    expect(lockHoldersIn(text)).toEqual([
      { file: file('postgres://db/pulumi', 1), username: 'ann', hostname: 'build-1', pid: 71 },
      { file: file('s3://states', 2), username: 'a@corp', hostname: 'build-2', pid: 8 },
    ]);
    expect(
      lockHoldersIn('error: [409] Conflict: Another update is currently in progress.'),
    ).toEqual([]);
  });

  it.each([
    'unable to open state database "postgres://db/pulumi": failed to ping PostgreSQL: pq: password authentication failed for user "ct" (28P01)',
    'PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions',
    'read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): operation error S3: GetObject',
  ])('that cannot be used is reported with the words of Pulumi: %s', (words) => {
    expect(backendFailure(new Error(`stderr: \nerror: ${words}\n`))).toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: `Pulumi's backend cannot be used: ${words}`,
      retryable: true,
    });
  });

  it('is no reason where an update failed', () => {
    expect(backendFailure(new Error('error: update failed'))).toBeUndefined();
    const cut = new Error('stderr: \nerror: place 1: unexpected end of JSON input\n');
    expect(backendFailure(cut)).toMatchObject({
      code: 'WORKSPACE_INVALID',
      action: expect.stringContaining('colorteller repair') as string,
    });
  });

  it('is the only one that gets credentials of the user', () => {
    const folder = {
      backend: '/w/backend',
      project: '/w/p',
      home: '/w/h',
      passphraseFile: '/w/pass',
    };
    const env = {
      PGPASSWORD: 'p',
      PULUMI_ACCESS_TOKEN: 't',
      PULUMI_CONFIG_PASSPHRASE: 'phrase',
      PULUMI_CONFIG_PASSPHRASE_FILE: '/mine',
      PULUMI_BACKEND_URL: 's3://mine',
    };
    const attach = { docker: 1, colorteller: 1 };
    const own = cliEnvironment({ env, folder, attach });
    expect(own).toMatchObject({
      PULUMI_BACKEND_URL: 'file:///w/backend?metadata=skip',
      PULUMI_CONFIG_PASSPHRASE_FILE: '/w/pass',
    });
    expect(Object.keys(own)).not.toContain('PULUMI_ACCESS_TOKEN');
    expect(Object.keys(own)).not.toContain('PULUMI_CONFIG_PASSPHRASE');
    expect(cliEnvironment({ env, folder, attach, backend: 's3://shared' })).toMatchObject({
      ...env,
      PULUMI_BACKEND_URL: 's3://shared',
      PULUMI_HOME: '/w/h',
    });
  });
});
