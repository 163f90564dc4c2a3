import { once } from 'node:events';
import { connect } from 'node:http2';

/** How a control plane answers a stream of specs that is asked for with a key: the headers, with a gRPC status when refused. */
export async function askForStream(url: string, key: string): Promise<Record<string, unknown>> {
  const session = connect(url);
  const field = Buffer.concat([Buffer.from([10, key.length]), Buffer.from(key)]);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/statsig_forward_proxy.StatsigForwardProxy/StreamConfigSpec',
  });
  stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, field.length]), field]));
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  session.destroy();
  return headers;
}
