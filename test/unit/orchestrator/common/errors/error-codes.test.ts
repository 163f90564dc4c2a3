import { describe, expect, it } from 'vitest';
import {
  formerCode,
  isErrorCode,
  toErrorCode,
} from '../../../../../orchestrator/common/errors/error-codes.ts';
import { sendRequest } from '../../../../../scripts/cli/client/send-request.ts';

describe('error codes', () => {
  it.each(['toString', 'constructor', 'valueOf', ''])('"%s" is no error code', (text) => {
    expect([isErrorCode(text), toErrorCode(text)]).toEqual([false, undefined]);
  });

  it('a former name is read as the new code', () => {
    expect(toErrorCode('FAULT_LASTING')).toBe('FAULT_PERMANENT');
    expect(formerCode('FAULT_PERMANENT')).toBe('FAULT_LASTING');
    expect(formerCode('BAD_INPUT')).toBeUndefined();
  });

  it('the CLI reports an answer with a code that every object has as an internal error', async () => {
    const send = () =>
      Promise.resolve(Response.json({ code: 'toString', message: 'no' }, { status: 500 }));
    await expect(sendRequest(send, new URL('http://127.0.0.1:1'), {})).rejects.toMatchObject({
      code: 'INTERNAL',
      message: 'no',
    });
  });
});
