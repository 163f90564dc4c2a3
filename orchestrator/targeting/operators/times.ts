import type { TimeOperator } from '../../definition/condition-schema.ts';
import type { FieldValue } from '../user.ts';
import type { ValueTest } from './value-test.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Text without a zone is UTC, on every machine. */
const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** `before after on` (the same UTC day); a value is milliseconds, as number or text, or an ISO moment. */
export function compileTimes(operator: TimeOperator, targetMs: number): ValueTest {
  return (value) => {
    const foundMs = momentOf(value);
    switch (operator) {
      case 'before':
        return foundMs < targetMs;
      case 'after':
        return foundMs > targetMs;
      case 'on':
        return Math.floor(foundMs / DAY_MS) === Math.floor(targetMs / DAY_MS);
    }
  };
}

/** NaN for what is no moment; it compares false with everything. */
function momentOf(value: FieldValue | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return NaN;
  if (/^-?\d+$/.test(value)) return Number(value);
  const [, day, time = '00:00:00', zone = 'Z'] = MOMENT.exec(value) ?? [];
  return day === undefined ? NaN : Date.parse(`${day}T${time}${zone}`);
}
