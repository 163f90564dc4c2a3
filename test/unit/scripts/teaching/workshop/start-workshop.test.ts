import { describe, expect, it } from 'vitest';
import { reportAddress } from '../../../../../scripts/teaching/workshop/start-workshop.ts';

const address = (address: string, family: 'IPv4' | 'IPv6', internal: boolean) =>
  ({ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;

const INTERFACES = {
  lo: [address('127.0.0.1', 'IPv4', true)],
  docker0: [address('172.17.0.1', 'IPv4', false)],
  wlan0: [address('fe80::1', 'IPv6', false), address('192.168.1.5', 'IPv4', false)],
};

describe('the address that attendees report to', () => {
  it.each([
    ['127.0.0.1', false, 'http://127.0.0.1:4481', false],
    ['0.0.0.0', false, 'http://192.168.1.5:4481', true],
    ['::', true, 'https://192.168.1.5:4481', true],
    ['::1', false, 'http://[::1]:4481', false],
    ['ct.example', true, 'https://ct.example:4481', true],
  ])(
    'of a server on %s is one that others reach, or says that it is none',
    (host, isTls, url, isReachable) => {
      const server = { host, isTls, port: 4481 };
      expect(reportAddress(server, INTERFACES)).toEqual({ url, isReachable });
    },
  );

  it('is that of this machine where there is no network but those inside of it', () => {
    const { lo, docker0 } = INTERFACES;
    const server = { host: '0.0.0.0', isTls: false, port: 4481 };
    const url = 'http://127.0.0.1:4481';
    expect(reportAddress(server, { lo, docker0 })).toEqual({ url, isReachable: false });
  });
});
