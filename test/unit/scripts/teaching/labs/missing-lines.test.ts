import { expect, it } from 'vitest';
import { missingLines } from '../../../../../scripts/teaching/labs/missing-lines.ts';

const PRINTED = `colorteller  version 1 {"color":"blue"}
├─ ✔ us-west1     ■ blue v1  http://127.0.0.1:28157
└─ ✔ us-central1  ■ blue v1  http://127.0.0.1:16205
`;

it.each([
  ['a whole line', 'colorteller  version 1 {"color":"blue"}', []],
  ['what differs from run to run', '├─ ✔ us-west1     ■ blue v1  http://127.0.0.1:…', []],
  ['more than one such place', '…us-central1  ■ blue v1  http://…:…', []],
  ['a part of a line', 'version 1 {"color":"blue"}', ['version 1 {"color":"blue"}']],
  [
    'other blanks',
    'colorteller version 1 {"color":"blue"}',
    ['colorteller version 1 {"color":"blue"}'],
  ],
  ['what stands twice where it is once', '…16205…16205', ['…16205…16205']],
])('an expected output is printed to the letter: %s', (_, expected, missing) => {
  expect(missingLines(expected, PRINTED)).toEqual(missing);
});
