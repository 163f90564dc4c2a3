import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that authenticates a delivery: `t=<seconds since the epoch>,v1=<HMAC-SHA256 in hexadecimal>`. */
export const SIGNATURE_HEADER = 'x-colorteller-signature';

/** An older signature may be a replayed delivery. */
const TOLERANCE_S = 300;

/** Signs `<seconds>.<body>`. */
export function signatureOf(secret: string, body: string, atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  return `t=${seconds},v1=${digestOf(secret, seconds, body)}`;
}

/** Whether the header is the signature of that body, by that secret, of less than 5 minutes ago or ahead. */
export function isSigned(
  header: string | undefined,
  { secret, body, nowMs }: { secret: string; body: string; nowMs: number },
): boolean {
  const [, time = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  if (given === '' || Math.abs(nowMs / 1000 - Number(time)) > TOLERANCE_S) return false;
  const expected = digestOf(secret, Number(time), body);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}

function digestOf(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}
