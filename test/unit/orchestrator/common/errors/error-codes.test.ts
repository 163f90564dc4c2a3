import { describe, expect, it } from 'vitest';
import {
  formerCode,
  isErrorCode,
  toErrorCode,
} from '../../../../../orchestrator/common/errors/error-codes.ts';

describe('error codes', () => {
  it.each(['toString', 'constructor', 'valueOf', ''])('"%s" is no error code', (text) => {
    expect([isErrorCode(text), toErrorCode(text)]).toEqual([false, undefined]);
  });

  it('a former name is read as the new code', () => {
    expect(toErrorCode('FAULT_LASTING')).toBe('FAULT_PERMANENT');
    expect(formerCode('FAULT_PERMANENT')).toBe('FAULT_LASTING');
    expect(formerCode('BAD_INPUT')).toBeUndefined();
  });
});
