import { expect, it } from 'vitest';
import { buildAdvice } from '../../../../infra/toolchain/build-method.ts';

it.each([
  ['write /cache/x: no space left on device', 'Free about 5 GB of disk'],
  ['compile: signal: killed', 'The build ran out of memory'],
  ['verifying module: checksum mismatch', 'A module differs from the pinned one'],
  ['dial tcp: lookup example.test: no such host', 'Go modules cannot be reached'],
  ['reading https://example.test/x.zip: 403 Forbidden', 'Go modules cannot be reached'],
  ['undefined: something', 'Run again: npx colorteller setup'],
])('after %j, says %j', (line, advice) => {
  expect(buildAdvice(['package x', line, '']).startsWith(advice)).toBe(true);
});
