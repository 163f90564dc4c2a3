import { z } from 'zod';

const cpu = z.number().min(0.1).max(1_024);
/** In MiB; Node.js does not start with less. */
const memoryMb = z.int().min(32).max(4_194_304);
const name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^\S(.*\S)?$/, 'one line of text, with no blank at its ends');
const perHour = z.number().min(0).max(10_000);

export const machineSchema = z
  .strictObject({
    cpu: cpu.describe('Processors that each replica needs, and may use.'),
    memoryMb: memoryMb.describe('Memory in MiB that each replica needs, and may use.'),
    spot: z
      .boolean()
      .exactOptional()
      .describe(
        'With true, spot machines, which are cheaper and which a provider may take back at any time; with false, machines on demand. Default: false.',
      ),
  })
  .describe(
    'The machine that each replica asks for. The cheapest one of `prices` that fits is chosen; the limits of the container are what is asked for. Default: 256 MiB, no machine and no cost.',
  );

export const machinePriceSchema = z
  .strictObject({
    provider: name.describe('Who rents it out.'),
    machine: name.describe('Its name there.'),
    cpu: cpu.describe('Its processors.'),
    memoryMb: memoryMb.describe('Its memory in MiB.'),
    perHour: z
      .strictObject({
        onDemand: perHour.describe('US dollars for an hour.'),
        spot: perHour
          .exactOptional()
          .describe('The same as a spot machine. Default: it is not rented out as one.'),
      })
      .describe('Its price.'),
    regions: z
      .array(z.string())
      .min(1)
      .exactOptional()
      .describe('The regions in which it is for rent. Default: every one.'),
  })
  .describe('A machine that can be rented, and its price.');
