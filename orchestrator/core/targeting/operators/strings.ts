import type { ListOperator } from '../../definition/condition-schema.ts';
import { readPattern } from '../../definition/pattern.ts';
import { textOf, type ValueTest } from './value-test.ts';

/** Statsig's string operators: case-insensitive unless named otherwise; a missing field is the empty text. */
export function compileStrings(operator: ListOperator, targets: readonly string[]): ValueTest {
  const lowered = targets.map((target) => target.toLowerCase());
  const exact = new Set(targets);
  const folded = new Set(lowered);
  switch (operator) {
    case 'any':
      return onText(true, (text) => folded.has(text));
    case 'none':
      return not(onText(true, (text) => folded.has(text)));
    case 'any_case_sensitive':
      return onText(false, (text) => exact.has(text));
    case 'none_case_sensitive':
      return not(onText(false, (text) => exact.has(text)));
    case 'str_starts_with_any':
      return onText(true, (text) => lowered.some((target) => text.startsWith(target)));
    case 'str_ends_with_any':
      return onText(true, (text) => lowered.some((target) => text.endsWith(target)));
    case 'str_contains_any':
      return onText(true, (text) => lowered.some((target) => text.includes(target)));
    case 'str_contains_none':
      return not(onText(true, (text) => lowered.some((target) => text.includes(target))));
  }
}

/** `str_matches`: a regular expression, case-sensitive, found anywhere unless it is anchored; a missing field never matches. */
export function compileRegex(source: string): ValueTest {
  const read = readPattern(source);
  // A log may hold a pattern that is refused by now.
  const pattern = new RegExp('source' in read ? read.source : source, 'u');
  return (value) => {
    const text = textOf(value);
    return text !== undefined && pattern.test(text);
  };
}

function onText(foldCase: boolean, test: (text: string) => boolean): ValueTest {
  return (value) => {
    const text = textOf(value) ?? '';
    return test(foldCase ? text.toLowerCase() : text);
  };
}

function not(test: ValueTest): ValueTest {
  return (value) => !test(value);
}
