/** A value in local storage; undefined without one. */
export function readStored(name: string): string | undefined {
  try {
    return localStorage.getItem(`colorteller-${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores a value; null removes it. */
export function writeStored(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`colorteller-${name}`);
    else localStorage.setItem(`colorteller-${name}`, value);
  } catch {
    // The page works without storage.
  }
}
