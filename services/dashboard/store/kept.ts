/** What this browser keeps for the page; undefined where it keeps nothing. */
export function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(`colorteller-${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Null: it is forgotten. */
export function keep(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`colorteller-${name}`);
    else localStorage.setItem(`colorteller-${name}`, value);
  } catch {
    // The page works without.
  }
}
