const HEADER = 8;

/**
 * Lines of a container's log as the Docker API sends it: frames of 8 bytes of header (stream, then length in its
 * last 4) and a payload.
 */
export function logLines(frames: Buffer): string[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at + HEADER <= frames.length;) {
    const end = at + HEADER + frames.readUInt32BE(at + 4);
    payloads.push(frames.subarray(at + HEADER, end));
    at = end;
  }
  const text = Buffer.concat(payloads).toString('utf8').trimEnd();
  return text === '' ? [] : text.split('\n');
}
