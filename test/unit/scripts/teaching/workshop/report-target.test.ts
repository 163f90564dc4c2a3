import { describe, expect, it } from 'vitest';
import { readReportTarget } from '../../../../../scripts/teaching/workshop/report-target.ts';

const GIVEN = {
  report: 'http://192.168.1.5:4481/ignored?x=1',
  code: 'abcd-efgh-jkmn',
  name: 'Ada',
};

describe('the presenter that a lab reports to', () => {
  it('is nobody unless it is requested', () => {
    expect(readReportTarget({ code: GIVEN.code, name: 'Ada' }, {})).toBeUndefined();
  });

  it('is an origin, by options or by the environment', () => {
    const target = { url: 'http://192.168.1.5:4481', code: GIVEN.code, name: 'Ada' };
    expect(readReportTarget(GIVEN, {})).toEqual(target);
    const env = {
      COLORTELLER_REPORT_URL: GIVEN.report,
      COLORTELLER_REPORT_CODE: GIVEN.code,
      COLORTELLER_REPORT_NAME: ' Ada\n',
    };
    expect(readReportTarget({}, env)).toEqual(target);
  });

  it.each([
    ['no URL', { ...GIVEN, report: 'presenter' }],
    ['another protocol', { ...GIVEN, report: 'file:///etc/passwd' }],
    ['credentials', { ...GIVEN, report: 'http://me:secret@host' }],
    ['a code that no header carries', { ...GIVEN, code: 'a\nb' }],
    ['no name', { ...GIVEN, name: ' ' }],
    ['no code', { report: GIVEN.report, name: 'Ada' }],
  ])('is refused with %s', (_, options) => {
    expect(() => readReportTarget(options, {})).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT' }) as Error,
    );
  });
});
