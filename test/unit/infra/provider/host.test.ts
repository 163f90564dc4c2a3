import { describe, expect, it } from 'vitest';
import { hostFromEnvironment, parseHost } from '../../../../infra/provider/host.ts';

describe('parseHost', () => {
  it.each([
    ['unix:///var/run/docker.sock', { kind: 'socket', path: '/var/run/docker.sock' }],
    ['tcp://10.0.0.5:2375', { kind: 'tcp', host: '10.0.0.5', port: 2375 }],
    ['tcp://[::1]:2375/', { kind: 'tcp', host: '::1', port: 2375 }],
    [
      'tcp://a:2376?certs=/etc/ct/a%20b/',
      { kind: 'tcp', host: 'a', port: 2376, certs: '/etc/ct/a b/' },
    ],
    ['ssh://ops@build-1', { kind: 'ssh', host: 'build-1', port: 22, user: 'ops' }],
    ['ssh://ops@build-1:2222', { kind: 'ssh', host: 'build-1', port: 2222, user: 'ops' }],
    ['process:///srv/a b/../regions', { kind: 'process', folder: '/srv/regions' }],
  ])('reads %s', (text, host) => {
    expect(parseHost(text)).toEqual(host);
  });

  it.each([
    ['', 'it is none of'],
    ['localhost:2375', 'it is none of'],
    ['http://localhost:2375', 'it is none of'],
    ['unix://docker.sock', 'its path is not absolute'],
    ['process://', 'its path is not absolute'],
    ['tcp://localhost', 'it has no port'],
    ['tcp://:2375', 'it is not a valid address'],
    ['tcp://a:99999', 'it is not a valid address'],
    ['tcp://a:1/path', 'it takes no path'],
    ['tcp://me@a:1', 'a tcp host takes no user'],
    ['tcp://a:1?certs=certs', 'the path of its certs is not absolute'],
    ['tcp://a:1?key=k', 'it takes certs, not key'],
    ['ssh://build-1', 'it has no user'],
    ['ssh://ops:secret@build-1', 'a password does not belong in a host'],
  ])('refuses %j and says why', (text, why) => {
    const parse = () => parseHost(text);
    expect(parse).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
    expect(parse).toThrow(why);
  });
});

describe('hostFromEnvironment', () => {
  it.each([
    [{}, undefined],
    [{ DOCKER_HOST: '' }, undefined],
    [{ DOCKER_HOST: 'tcp://a:1', DOCKER_CERT_PATH: '/c' }, 'tcp://a:1'],
    [{ DOCKER_HOST: 'unix:///s', DOCKER_TLS_VERIFY: '1' }, 'unix:///s'],
    [
      { DOCKER_HOST: 'tcp://a:1', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/c' },
      'tcp://a:1?certs=%2Fc',
    ],
    [
      { DOCKER_HOST: 'tcp://a:1', DOCKER_TLS_VERIFY: '1', HOME: '/home/ann' },
      'tcp://a:1?certs=%2Fhome%2Fann%2F.docker',
    ],
  ])('of %j is %s', (env, host) => {
    expect(hostFromEnvironment(env)).toBe(host);
  });
});
