import { expect, it } from 'vitest';
import { keepLoopbackDirect } from '../../../../orchestrator/common/direct-loopback.ts';

const after = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  keepLoopbackDirect(env);
  return env;
};

it('changes nothing where no proxy is set', () => {
  expect(after({ no_proxy: 'a, b' })).toEqual({ no_proxy: 'a, b' });
});

it.each(['http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'grpc_proxy'])(
  'excepts this machine from %s, for libraries that read either name',
  (name) => {
    expect(after({ [name]: 'http://proxy:3128' })).toMatchObject({
      no_proxy: 'localhost,127.0.0.1,::1',
      NO_PROXY: 'localhost,127.0.0.1,::1',
    });
  },
);

it('keeps the exceptions of the user under both names, without blanks', () => {
  expect(after({ http_proxy: 'p', NO_PROXY: 'a.example, 127.0.0.1 ,b' })).toMatchObject({
    no_proxy: 'a.example,127.0.0.1,b,localhost,::1',
    NO_PROXY: 'a.example,127.0.0.1,b,localhost,::1',
  });
});

it('keeps those of gRPC alone, which hide the others', () => {
  const env = after({ grpc_proxy: 'p', no_grpc_proxy: 'a' });
  expect(env['no_grpc_proxy']).toBe('a,localhost,127.0.0.1,::1');
  expect(after({ grpc_proxy: 'p' })).not.toHaveProperty('no_grpc_proxy');
});

it('is the same when it is done twice', () => {
  const once = after({ http_proxy: 'p', no_proxy: 'a' });
  expect(after({ ...once })).toEqual(once);
});
