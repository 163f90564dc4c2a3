import { isDeepStrictEqual } from 'node:util';

/** Properties of a resource as Pulumi's wire carries them. */
export type PropertyBag = Readonly<Record<string, unknown>>;

/** What stands for a value that a preview cannot know yet. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const OUTPUT_VALUE = 'd0e6a833031e9bbcd3f4e8bde6ca49a4';

/** The plain value: secrets and output values are taken out of their envelopes, at any depth. */
export function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isBag(value)) return value;
  if (value[SIGNATURE] === SECRET) return unwrap(value['value']);
  if (value[SIGNATURE] === OUTPUT_VALUE) return 'value' in value ? unwrap(value['value']) : UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrap(item)]));
}

/** {@link unwrap} for all properties of a resource. */
export function unwrapBag(bag: PropertyBag): PropertyBag {
  return unwrap(bag) as PropertyBag;
}

/** Puts secrets of `original` back into their envelopes, so that they stay encrypted in the state. */
export function rewrapSecrets(bag: PropertyBag, original: PropertyBag): PropertyBag {
  const entries = Object.entries(bag).map(([key, value]) => {
    const before = original[key];
    if (!holdsSecret(before)) return [key, value] as const;
    if (isDeepStrictEqual(unwrap(before), value)) return [key, before] as const;
    return [key, { [SIGNATURE]: SECRET, value }] as const;
  });
  return Object.fromEntries(entries);
}

/** Whether a value is or contains one that a preview cannot know yet. */
export function holdsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnknown);
}

/** A copy without keys whose value is undefined, at any depth: Pulumi's wire has no undefined. */
export function withoutUndefined(bag: PropertyBag): PropertyBag {
  return prune(bag, (value) => value === undefined) as PropertyBag;
}

/** A copy without keys whose value is undefined or null, at any depth: to most inputs both mean "not given". */
export function withoutNulls(bag: PropertyBag): PropertyBag {
  return prune(bag, (value) => value === undefined || value === null) as PropertyBag;
}

function prune(value: unknown, isNothing: (value: unknown) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => prune(item, isNothing));
  if (!isBag(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => !isNothing(item));
  return Object.fromEntries(entries.map(([key, item]) => [key, prune(item, isNothing)]));
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ((value as PropertyBag)[SIGNATURE] === SECRET) return true;
  return Object.values(value).some(holdsSecret);
}

function isBag(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
