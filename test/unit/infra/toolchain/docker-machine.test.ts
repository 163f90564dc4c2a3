import { expect, it } from 'vitest';
import { isDebianRelease } from '../../../../infra/toolchain/install-docker.ts';

it.each([
  ['ID=debian\nVERSION_ID="12"', true],
  ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian', true],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"', true],
  ['ID="debian"', true],
  ['ID=fedora', false],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"', false],
  ['ID=arch\nHOME_URL="https://debian.example"', false],
  ['', false],
])('%j is of the Debian family: %s', (text, isDebian) => {
  expect(isDebianRelease(text)).toBe(isDebian);
});
