/** The parts of a fault as it is typed, here and in a rehearsal. */
export interface FaultParts {
  /** With its operation, where it names one. */
  kind: string;
  color: string | undefined;
  where: string | undefined;
  when: string | undefined;
  long: string | undefined;
}

/** Splits `KIND[-OPERATION][=COLOUR][:WHERE][@WHEN][+HOW LONG]`; the kind is empty for anything else. */
export function splitFault(text: string): FaultParts {
  const [, kind = '', color, where, when, long] =
    /^([a-z]+(?:-[a-z]+)?)(?:=([^:@+]+))?(?::([^@+]+))?(?:@([^+]+))?(?:\+(.+))?$/.exec(
      text.trim(),
    ) ?? [];
  return { kind, color, where, when, long };
}
