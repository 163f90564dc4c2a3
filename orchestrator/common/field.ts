import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from './errors/error-codes.ts';

/** Milliseconds since the epoch. */
export function time(meaning: string) {
  return z.number().describe(`${meaning}; milliseconds since the epoch`);
}

/** A size or count. */
export function count(meaning: string) {
  return z.int().min(0).describe(meaning);
}

export function text(meaning: string) {
  return z.string().describe(meaning);
}

/** A read-only list; zod's own type is mutable. */
export function list<Item extends z.ZodType>(
  item: Item,
  meaning: string,
): z.ZodType<readonly z.output<Item>[]> {
  return z.array(item).describe(meaning);
}

/** A value whose type says more than is checked of it: what our own code wrote, of the workspace file or the log. */
export function partly<T>(schema: z.ZodType): z.ZodType<T> {
  return schema as z.ZodType<T>;
}

export const errorCode = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);
