/** The entry of that name; undefined for names that only the prototype has, such as `constructor`. */
export function own<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}
