import { X509Certificate } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { LOOPBACK, type Access } from './access.ts';
import { listen, type Streams } from './listen.ts';

/** The control plane as it is reached. */
export interface StartedServer {
  /** For clients on this machine, also where it listens on every address. */
  url: string;
  /** For what runs inside of the orchestrator: loopback, without TLS. */
  innerUrl: string;
  /** PEM of the certificate it shows; null: plain HTTP. */
  certificate: string | null;
  close(): Promise<void>;
}

/**
 * Listens on the configured address. By TLS a second, plain port opens on loopback: Statsig's SDK in this process trusts no
 * self-signed certificate.
 * @throws AppError PORT_IN_USE, BAD_INPUT
 */
export async function startServer(
  app: RequestListener,
  { access, port, streams }: { access: Access; port: number; streams: Streams },
): Promise<StartedServer> {
  const { host, tls } = access;
  const server = await listen(app, { host, port, tls }, streams);
  const reached =
    { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  const url = `${tls === null ? 'http' : 'https'}://${reached}:${server.port}`;
  if (tls === null) return { url, innerUrl: url, certificate: null, close: () => server.close() };
  const inner = await listen(app, { host: LOOPBACK.host, port: 0 }, streams);
  return {
    url,
    innerUrl: `http://${LOOPBACK.host}:${inner.port}`,
    certificate: new X509Certificate(tls.cert).toString(),
    close: async () => {
      await Promise.all([server.close(), inner.close()]);
    },
  };
}
