import fc from 'fast-check';

/**
 * Every run of the property tests draws other histories, and says by which seed it does. To see the same ones again:
 * `FC_SEED=NUMBER npx vitest run --project property`.
 */
const given = process.env['FC_SEED'];
const seed = given === undefined ? Date.now() % 2 ** 31 : Number(given);
if (!Number.isInteger(seed)) throw new Error(`FC_SEED is "${given}"; set it to a whole number`);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
process.stderr.write(`property tests: FC_SEED=${seed}\n`);
