import type { z } from 'zod';
import type { workspaceSchema } from '../definition/schema.ts';

/** A workspace as a person writes it, in any language: what has a default may be left out. */
export type WorkspaceInput = Written<z.input<typeof workspaceSchema>>;

/** Lists and objects that nobody changes, so that constants fit, too. */
export type Written<T> = T extends readonly (infer Item)[]
  ? readonly Written<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Written<T[Key]> }
    : T;
