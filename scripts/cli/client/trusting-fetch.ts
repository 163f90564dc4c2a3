import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { Readable } from 'node:stream';

/**
 * `fetch` that trusts exactly one certificate, which may be self-signed: `fetch` itself trusts only what
 * Node.js was started with. The name in the certificate does not matter, as no other certificate is taken.
 * @param certificate PEM
 */
export function trustingFetch(certificate: string): typeof fetch {
  const { fingerprint256 } = new X509Certificate(certificate);
  return (url, { method = 'GET', headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const sent = request(
        // A request is never made of anything but an address here.
        url as URL | string,
        {
          method,
          headers: Object.fromEntries(new Headers(headers)),
          ca: certificate,
          allowPartialTrustChain: true,
          checkServerIdentity: (_host, shown) =>
            shown.fingerprint256 === fingerprint256
              ? undefined
              : new Error('the certificate is not that of the orchestrator'),
          ...(signal == null ? {} : { signal }),
        },
        (response) => {
          const { statusCode = 0, headers: answered } = response;
          const pairs = Object.entries(answered).map(([name, value]): [string, string] => [
            name,
            String(value),
          ]);
          const isEmpty = statusCode === 204 || statusCode === 304;
          const stream = isEmpty ? null : (Readable.toWeb(response) as ReadableStream);
          resolve(new Response(stream, { status: statusCode, headers: pairs }));
        },
      );
      sent.on('error', reject);
      sent.end(body as string | undefined);
    });
}
