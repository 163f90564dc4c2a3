/** Who acts in tests, without a reason. */
const by = (actor: string) => ({ actor, reason: null });

export const BY_ALICE = by('alice');
export const BY_ANN = by('ann');
export const BY_BOB = by('bob');
