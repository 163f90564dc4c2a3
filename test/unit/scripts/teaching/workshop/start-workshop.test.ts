import { describe, expect, it } from 'vitest';
import { reportAddress } from '../../../../../scripts/teaching/workshop/start-workshop.ts';

const address = (address: string, family: 'IPv4' | 'IPv6', internal: boolean) =>
  ({ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;

const INTERFACES = {
  lo: [address('127.0.0.1', 'IPv4', true)],
  wlan0: [address('fe80::1', 'IPv6', false), address('192.168.1.5', 'IPv4', false)],
};

describe('the address that attendees report to', () => {
  it.each([
    ['127.0.0.1', false, 'http://127.0.0.1:4481'],
    ['0.0.0.0', false, 'http://192.168.1.5:4481'],
    ['::', true, 'https://192.168.1.5:4481'],
    ['::1', false, 'http://[::1]:4481'],
    ['ct.example', true, 'https://ct.example:4481'],
  ])('of a door on %s', (host, isTls, expected) => {
    expect(reportAddress({ host, isTls, port: 4481 }, INTERFACES)).toBe(expected);
  });
});
