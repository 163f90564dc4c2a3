import type { MachineCost } from './machines.ts';

/** `acorn-2 of Acorn Cloud` */
export function machineText({
  provider,
  machine,
}: Pick<MachineCost, 'provider' | 'machine'>): string {
  return `${machine} of ${provider}`;
}

/** `2 × acorn-2 of Acorn Cloud on demand, the cheapest of 4 that fit: $61.32 a month` */
export function choiceText(cost: Omit<MachineCost, 'region'>): string {
  const { replicas, isSpot, fitting, usdPerMonth } = cost;
  const chosen = fitting === 1 ? 'the only one that fits' : `the cheapest of ${fitting} that fit`;
  return `${replicas} × ${machineText(cost)} ${termsText(isSpot)}, ${chosen}: ${monthText(usdPerMonth)}`;
}

/** `$61.32 a month` */
export function monthText(usdPerMonth: number): string {
  return `$${usdPerMonth.toFixed(2)} a month`;
}

export function termsText(isSpot: boolean): string {
  return isSpot ? 'as spot' : 'on demand';
}
