/** The name of a resource in its program, by its URN: `urn:pulumi:STACK::PROJECT::TYPE::NAME`; a name may hold `::`. */
export function nameInUrn(urn: string): string {
  return urn.split('::').slice(3).join('::');
}
