/**
 * The one setting for slow machines: every deadline of the tests is that many times as long. A wait ends as soon as its
 * condition holds, so that a larger scale costs nothing where the tests pass.
 */
const given = process.env['COLORTELLER_TEST_TIMEOUT_SCALE'] ?? '1';
const scale = Number(given);
if (!(scale > 0)) {
  throw new Error(`COLORTELLER_TEST_TIMEOUT_SCALE is "${given}"; set it to a number above 0`);
}

/** A deadline in milliseconds on this machine. */
export function scaled(ms: number): number {
  return ms * scale;
}
