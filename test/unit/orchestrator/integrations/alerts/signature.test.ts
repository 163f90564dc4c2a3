import { expect, it } from 'vitest';
import {
  isSigned,
  signatureOf,
} from '../../../../../orchestrator/integrations/alerts/signature.ts';

const secret = 'workshop-secret';
const body = '{"hello":"colours"}';
const atMs = 1_700_000_000_999;
// printf '%s' '1700000000.{"hello":"colours"}' | openssl dgst -sha256 -hmac workshop-secret
const HEADER = 't=1700000000,v1=aa8a507bfea8d49ad7dd2a541647360cd8bc72e98d00e6d4c1b1d64376437e18';

it('equals the HMAC that openssl computes of the seconds, a dot and the body', () => {
  expect(signatureOf(secret, body, atMs)).toBe(HEADER);
});

it.each([
  ['as it was made', HEADER, {}, true],
  ['4 minutes later', HEADER, { nowMs: atMs + 240_000 }, true],
  ['6 minutes later', HEADER, { nowMs: atMs + 360_000 }, false],
  ['6 minutes before', HEADER, { nowMs: atMs - 360_000 }, false],
  ['of another body', HEADER, { body: `${body} ` }, false],
  ['of another secret', HEADER, { secret: 'another' }, false],
  ['of another time', HEADER.replace('1700000000', '1700000001'), {}, false],
  ['cut short', HEADER.slice(0, -1), {}, false],
  ['that is missing', undefined, {}, false],
])('a signature %s', (_, header, change, isGood) => {
  expect(isSigned(header, { secret, body, nowMs: atMs, ...change })).toBe(isGood);
});
