/**
 * What this program can do that is switched by a gate, apart from its release: `sparkle` shows a mark, `new-contrast` is
 * a dark launch (its result is counted, and never shown).
 */
export const FEATURES = ['sparkle', 'new-contrast'] as const;

export type Feature = (typeof FEATURES)[number];

/** The gates that were asked for a user; one that the source does not define is missing, and off. */
export type Features = Readonly<Partial<Record<Feature, boolean>>>;

/** Asks every gate. @param ask undefined: the source has no such gate. */
export function askFeatures(ask: (gate: Feature) => boolean | undefined): Features {
  return Object.fromEntries(
    FEATURES.flatMap((gate) => {
      const value = ask(gate);
      return value === undefined ? [] : [[gate, value]];
    }),
  );
}
