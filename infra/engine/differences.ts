import { isDeepStrictEqual } from 'node:util';
import { runtime } from '@pulumi/pulumi';
import type { Difference } from '../../orchestrator/ports/planned-change.ts';

type Bag = Readonly<Record<string, unknown>>;

/** A recorded resource: its inputs from the program and the last outputs of its provider. */
interface Recorded {
  inputs: Bag;
  outputs: Bag;
}

const SECRET = '[secret]';
const UNKNOWN = '[unknown]';

/**
 * The differences in these properties between a recorded resource and its new inputs, sorted by path. A
 * drifted property is compared with the last recorded output, not with the recorded input.
 * @param before undefined for a resource that is to be created.
 */
export function differencesOf(
  before: Recorded | undefined,
  desired: Bag,
  properties: readonly string[],
): Difference[] {
  const { inputs = {}, outputs = {} } = before ?? {};
  const found = properties.flatMap((property) => {
    const to = shown(desired[property]);
    const requested = differencesAt(property, shown(inputs[property]), to);
    if (requested.length > 0) return requested;
    const from = shown(outputs[property]);
    const drifted = differencesAt(property, from, to);
    // Equal as they are shown, two secrets say, or the same list in another order.
    return drifted.length > 0 ? drifted : [difference(property, from, to)];
  });
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function differencesAt(path: string, from: unknown, to: unknown): Difference[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (Array.isArray(from) && Array.isArray(to)) {
    const [gone, come] = [without(from, to), without(to, from)];
    return gone.length + come.length === 0 ? [] : [difference(path, gone, come)];
  }
  if (!isBag(from) || !isBag(to)) return [difference(path, from, to)];
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((key) => differencesAt(`${path}.${key}`, from[key], to[key]));
}

function without(items: readonly unknown[], excluded: readonly unknown[]): unknown[] {
  return items.filter((item) => !excluded.some((other) => isDeepStrictEqual(item, other)));
}

function difference(path: string, from: unknown, to: unknown): Difference {
  return {
    path,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** The value without secrets. All engines give the same one, although some drop a null. */
function shown(value: unknown): unknown {
  if (value === runtime.unknownValue) return UNKNOWN;
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(shown);
  if (!isBag(value)) return value;
  if (value[runtime.specialSigKey] === runtime.specialSecretSig) return SECRET;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, shown(item)] as const)
      .filter(([, item]) => item !== undefined),
  );
}

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
