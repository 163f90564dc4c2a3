import { z } from 'zod';

/** Read-only or not is nothing that JSON knows. */
type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T;

/** Identical, which is more than that each goes for the other: a key that may be left out counts, too. */
type Same<A, B> =
  (<T>() => T extends A ? T : 0) extends <T>() => T extends B ? T : 0 ? true : false;

/** Takes a schema of exactly that type, so that neither changes without the other: `exactly<Hold>()(schema)`. */
export function exactly<T>() {
  return <Schema extends z.ZodType>(
    schema: Schema &
      (Same<Plain<z.output<Schema>>, Plain<T>> extends true ? unknown : 'not of the type'),
  ): Schema => schema;
}

/** A value of a type whose inside is described elsewhere. */
export function inside<T>(description: string): z.ZodType<T> {
  return (z.unknown() as z.ZodType<T>).describe(description);
}

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
