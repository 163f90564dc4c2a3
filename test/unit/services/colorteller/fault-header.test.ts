import { expect, it } from 'vitest';
import { faultHeaders, parseFaultHeader } from '../../../../services/colorteller/fault-header.ts';

it.each([
  ['delay=250, error', { delayMs: 250, isError: true }],
  ['error,delay=250', { delayMs: 250, isError: true }],
  ['delay=10000', { delayMs: 10_000, isError: false }],
  ['error', { delayMs: 0, isError: true }],
])('"%s" is read', (text, fault) => {
  expect(parseFaultHeader(text)).toEqual(fault);
});

it.each([
  '',
  'delay',
  'delay=',
  'delay=-1',
  'delay=1.5',
  'delay=1e3',
  'delay=10001',
  'delay=1, delay=2',
  'error, error',
  'error,',
  'Error',
  'error=500',
  'abort',
])('"%s" is refused', (text) => {
  expect(parseFaultHeader(text)).toBeUndefined();
});

it.each([
  [{ delayMs: 250, isError: true }, { 'ColorTeller-Fault': 'delay=250, error' }],
  [{ delayMs: 60_000 }, { 'ColorTeller-Fault': 'delay=10000' }],
  [{ isError: true }, { 'ColorTeller-Fault': 'error' }],
  [{}, {}],
])('%j is written as %j', (fault, headers) => {
  expect(faultHeaders(fault)).toEqual(headers);
});
