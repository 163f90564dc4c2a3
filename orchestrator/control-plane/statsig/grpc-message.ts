/**
 * The two messages of `StatsigForwardProxy.StreamConfigSpec`, by hand: a request of which only the key counts, and a
 * response of two fields. @see https://protobuf.dev/programming-guides/encoding/
 */

const VARINT = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;
const FOUR_BYTES = 5;

/** gRPC's frame around a message: not compressed, and its length. */
const FRAME_HEADER = 5;

/** A response with its frame: field 1 the specs as JSON text, field 2 their time. */
export function streamMessage(response: { spec: Buffer; lastUpdatedMs: number }): Buffer {
  const message = Buffer.concat([
    Buffer.from([(1 << 3) | LENGTH, ...varint(response.spec.length)]),
    response.spec,
    Buffer.from([(2 << 3) | VARINT, ...varint(response.lastUpdatedMs)]),
  ]);
  const header = Buffer.alloc(FRAME_HEADER);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/**
 * The key in a framed request (field 1); undefined while the frame is not all there.
 * @throws RangeError when it is no such message.
 */
export function requestKey(received: Buffer): string | undefined {
  if (received.length < FRAME_HEADER) return undefined;
  const length = received.readUInt32BE(1);
  if (received.length < FRAME_HEADER + length) return undefined;
  const message = received.subarray(FRAME_HEADER, FRAME_HEADER + length);
  let at = 0;
  const number = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = number();
    switch (tag & 7) {
      case VARINT:
        number();
        break;
      case EIGHT_BYTES:
        at += 8;
        break;
      case FOUR_BYTES:
        at += 4;
        break;
      case LENGTH: {
        const end = number() + at;
        if (tag >> 3 === 1) return message.toString('utf8', at, end);
        at = end;
        break;
      }
      default:
        throw new RangeError(`a field of an unknown kind (${tag & 7})`);
    }
  }
  return '';
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
