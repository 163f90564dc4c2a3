import { z } from 'zod';

/** It stands in headers, a cookie and labels of metrics, so it is a DNS label (RFC 1123). */
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** A cell has a part of the region's traffic: by weight, or the keys that are pinned to it. */
const cellSchema = z.strictObject({
  name: z
    .string()
    .regex(
      DNS_LABEL,
      'the name of a cell is a DNS label: 1 to 63 lower-case letters, digits and -, with a letter or digit at both ends',
    )
    .describe('A DNS label, unique in its region. Rules match it by the custom field `cell`.'),
  weight: z
    .number()
    .gt(0)
    .max(1_000_000)
    .exactOptional()
    .describe('Its share of the traffic, relative to the weights of the other cells.'),
  keys: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(10_000)
    .exactOptional()
    .describe('Values of the `shardBy` header that always belong to this cell.'),
});

export const cellsSchema = z
  .array(cellSchema)
  .min(2, 'a region with one cell is a region without cells: name at least two, or leave cells out')
  .max(100)
  .describe(
    'Parts of the region with a decision each: a cell asks for its values as the user `REGION/CELL` with the custom field `cell`. Default: the region is one.',
  );

export const shardBySchema = z
  .strictObject({
    header: z
      .string()
      .regex(
        /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/,
        'the name of a header in lower case, such as x-company',
      )
      .describe('The request header whose value chooses the cell, such as x-company.'),
  })
  .describe(
    'Splits the traffic by the value of a header: pinned keys first, all others by the weights. Default: by user.',
  );

/** The shares of the traffic that a change reaches, in percent: each step is one cell. */
export const stepsSchema = z
  .array(z.int().min(1).max(100))
  .min(2, 'name at least two steps, such as [5, 25, 50, 100]; with one, leave steps out')
  .max(20)
  .check(({ value: steps, issues }) => {
    const refuse = (index: number, message: string) =>
      issues.push({ code: 'custom', input: steps[index], path: [index], message });
    const low = steps.findIndex((step, index) => index > 0 && step <= (steps[index - 1] ?? 0));
    if (low > 0) {
      refuse(
        low,
        `step ${steps[low]} is not above ${steps[low - 1]}; each step reaches more traffic than the one before`,
      );
    } else if (steps.at(-1) !== 100) {
      refuse(
        steps.length - 1,
        `the last step is 100, not ${steps.at(-1)}: otherwise the release ends before it has reached all traffic`,
      );
    }
  })
  .describe(
    'The percentages of the traffic of a region that a change reaches, such as [5, 25, 50, 100]. It stands for cells in the regions of the phases, and for one phase per step; `lint --expand` prints them.',
  );
