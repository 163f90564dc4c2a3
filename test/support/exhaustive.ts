/** Set by `npm run test:exhaustive`: everything is tried that can be, which takes minutes. */
const isExhaustive = process.env['COLORTELLER_TEST_EXHAUSTIVE'] === '1';

/** How much of something is tried: all of it, or as much as every change has time for. */
export function thorough<T>(all: T, usual: T): T {
  return isExhaustive ? all : usual;
}
