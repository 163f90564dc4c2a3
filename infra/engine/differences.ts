import { runtime } from '@pulumi/pulumi';
import {
  isBag,
  valueDifference,
  valueDifferences,
} from '../../orchestrator/common/value-differences.ts';
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
    const requested = valueDifferences(property, shown(inputs[property]), to);
    if (requested.length > 0) return requested;
    const from = shown(outputs[property]);
    const drifted = valueDifferences(property, from, to);
    // Equal as they are shown, two secrets say, or the same list in another order.
    return drifted.length > 0 ? drifted : [valueDifference(property, from, to)];
  });
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
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
