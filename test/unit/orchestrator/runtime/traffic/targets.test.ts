import { expect, it } from 'vitest';
import { regionNamed } from '../../../../support/walkthrough.ts';
import { targetsOf } from '../../../../../orchestrator/runtime/traffic/traffic.ts';

const HERE = 'unix:///var/run/docker.sock';

it('selects regions in turn, and the replicas of each in turn', () => {
  const regions = [{ ...regionNamed('a', 5000), replicas: 2 }, regionNamed('b', 5010)];
  const targets = targetsOf({ regions }, HERE);
  const asked = Array.from({ length: 6 }, () => targets.next(() => true)?.url.slice(-4));
  expect(asked).toEqual(['5000', '5010', '5001', '5010', '5000', '5010']);
  expect(targets.next((region) => region === 'b')?.region).toBe('b');
  expect(targets.next(() => false)).toBeUndefined();
});

it('selects no region on another machine', () => {
  const on = (name: string, dockerHost: string | null) => ({ ...regionNamed(name, 1), dockerHost });
  const regions = [
    on('default', null),
    on('socket', 'unix:///run/other.sock'),
    on('near', 'tcp://127.0.0.1:2375'),
    on('six', 'tcp://[::1]:2375'),
    on('process', 'process:///folder'),
    on('far', 'tcp://10.0.0.5:2376?certs=/certs'),
    on('ssh', 'ssh://me@west.example'),
    on('trick', 'tcp://127.0.0.1.example:2375'),
  ];
  expect(targetsOf({ regions }, HERE).skipped).toEqual(['far', 'ssh', 'trick']);
  expect(targetsOf({ regions }, 'tcp://10.0.0.5:2376').skipped).toContain('default');
});
