import { session } from '../store/store.ts';

/** Why nothing can be done from this browser at all; undefined where it can, or is not known yet. */
export function whyNotHere(): string | undefined {
  if (session.value?.canAct !== false) return undefined;
  return 'this browser may only read: open the address that “colorteller up” printed, with its session key';
}
