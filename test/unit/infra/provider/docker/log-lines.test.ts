import { expect, it } from 'vitest';
import { logLines } from '../../../../../infra/provider/docker/docker-containers.ts';

function frame(stream: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

it.each([
  ['nothing', [], []],
  ['both streams', [frame(1, 'out\n'), frame(2, 'err\n')], ['out', 'err']],
  ['a line in two frames', [frame(1, 'größ'), frame(1, 'er\nnext\n')], ['größer', 'next']],
])('reads %s', (_case, frames, lines) => {
  expect(logLines(Buffer.concat(frames))).toEqual(lines);
});
