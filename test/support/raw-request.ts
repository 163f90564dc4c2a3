import { request } from 'node:http';
import type { SdkServer } from './sdk-server.ts';

/** A plain request: unlike fetch it unpacks nothing. */
export function get(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Buffer; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks),
          headers: response.headers,
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}
/** Where an SDK asks for specs. */
export const specsAt = ({ url, key }: SdkServer, query = '') =>
  `${url}/v2/download_config_specs/${key}.json${query}`;
