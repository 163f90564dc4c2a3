import { expect, it } from 'vitest';
import { isOlder, parseVersion } from '../../../../orchestrator/common/version.ts';

it.each([
  ['v3.259.0', '3.259.0'],
  ['3.259.0\n', '3.259.0'],
  ['v3.260.0-alpha.1+dirty', '3.260.0'],
  ['go version go1.26.8 linux/amd64', '1.26.8'],
  ['go version go1.26rc1 linux/amd64', '1.26.0'],
  ['no number here', undefined],
  ['', undefined],
])('reads the version in %j as %s', (text, version) => {
  expect(parseVersion(text)).toBe(version);
});

it.each([
  ['3.199.9', '3.200.0', true],
  ['3.200.0', '3.200.0', false],
  ['3.200.1', '3.200.0', false],
  ['3.99.0', '3.200.0', true],
  ['4.0.0', '3.200.0', false],
  ['2.999.0', '3.0.0', true],
])('%s is older than %s: %s', (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});
