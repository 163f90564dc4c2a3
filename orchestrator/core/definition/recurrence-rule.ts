import { own } from '../../common/own.ts';

/** How often a rule may repeat; a window that begins every second is a mistake. */
const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY'];

/** A rule with more occurrences than this is written with UNTIL: looking for one counts them all. */
const MOST_OCCURRENCES = 1_000;

/** The numbers that a part takes, as RFC 5545 (3.3.10) has them; from -highest up where it counts from the end too. */
const NUMBERS: Readonly<Record<string, { lowest: number; highest: number; fromEnd?: true }>> = {
  INTERVAL: { lowest: 1, highest: 10_000 },
  COUNT: { lowest: 1, highest: MOST_OCCURRENCES },
  BYSECOND: { lowest: 0, highest: 59 },
  BYMINUTE: { lowest: 0, highest: 59 },
  BYHOUR: { lowest: 0, highest: 23 },
  BYMONTH: { lowest: 1, highest: 12 },
  BYMONTHDAY: { lowest: 1, highest: 31, fromEnd: true },
  BYYEARDAY: { lowest: 1, highest: 366, fromEnd: true },
  BYWEEKNO: { lowest: 1, highest: 53, fromEnd: true },
  BYSETPOS: { lowest: 1, highest: 366, fromEnd: true },
};

/** The form of the other parts. */
const WORDS: Readonly<Record<string, { pattern: RegExp; allowed: string }>> = {
  FREQ: { pattern: new RegExp(`^(${FREQUENCIES.join('|')})$`), allowed: FREQUENCIES.join(', ') },
  UNTIL: { pattern: /^\d{8}T\d{6}Z?$/, allowed: 'a time such as 20261231T235959Z' },
  BYDAY: {
    pattern: /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU))*$/,
    allowed: 'MO, TU, WE, TH, FR, SA, SU',
  },
  WKST: { pattern: /^(MO|TU|WE|TH|FR|SA|SU)$/, allowed: 'MO to SU' },
};

const ALLOWED = [...Object.keys(WORDS), ...Object.keys(NUMBERS)];

/**
 * What is wrong with the text of a recurrence rule; undefined: nothing. The library reads past what it does not
 * understand, and a freeze whose BYHOUR is mistyped would be one at midnight.
 */
export function whyNotRule(rule: string): string | undefined {
  const seenKeys = new Set<string>();
  for (const part of rule.split(';')) {
    const [, key = '', value = ''] = /^([A-Z]+)=(.+)$/.exec(part) ?? [];
    const problem = seenKeys.has(key) ? `${key} is in it twice` : whyNotPart(part, key, value);
    if (problem !== undefined) return problem;
    seenKeys.add(key);
  }
  if (!seenKeys.has('FREQ')) return 'FREQ is missing, such as FREQ=WEEKLY';
  return seenKeys.has('COUNT') && seenKeys.has('UNTIL')
    ? 'it has COUNT and UNTIL; use one'
    : undefined;
}

function whyNotPart(part: string, key: string, value: string): string | undefined {
  const word = own(WORDS, key);
  if (word !== undefined) {
    return word.pattern.test(value) ? undefined : `${part}: allowed is ${word.allowed}`;
  }
  const range = own(NUMBERS, key);
  if (range === undefined) return `"${part}" is no part of a rule (allowed: ${ALLOWED.join(', ')})`;
  const { lowest, highest, fromEnd } = range;
  const isIn = (text: string) => {
    const number = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
    const counted = fromEnd === true ? Math.abs(number) : number;
    return counted >= lowest && counted <= highest;
  };
  const sign = fromEnd === true ? ', or as many from the end with a -' : '';
  return value.split(',').every(isIn)
    ? undefined
    : `${part}: allowed is ${lowest} to ${highest}${sign}`;
}
