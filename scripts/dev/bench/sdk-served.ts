import { fork } from 'node:child_process';
import { once } from 'node:events';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import type { BareAnswer } from './bare-specs.ts';
import type { BenchContext } from './bench-context.ts';
import { figure, type Figure } from './figure.ts';
import { answersPerSecond, ask } from './sdk-requests.ts';
import type { SdkServer } from './sdk-server.ts';

const ROUNDS = 5;
const SAMPLE_MS = 300;

const FORMS = [
  { name: 'uncompressed', encoding: 'identity', query: '' },
  { name: 'br', encoding: 'br', query: '' },
  { name: 'no update', encoding: 'br', query: '?sinceTime=9000000000000000' },
] as const;

/** Specs per second by HTTP, against a bare express route that sends the same bytes from a process of its own. */
export async function servedFigures(context: BenchContext, server: SdkServer): Promise<Figure[]> {
  const urls = FORMS.map(
    ({ query }) => `${server.url}/v2/download_config_specs/${server.key}.json${query}`,
  );
  const answers = await Promise.all(
    FORMS.map(async ({ encoding }, index): Promise<BareAnswer> => {
      const { headers, body } = await ask(urls[index] ?? '', encoding);
      const contentHeaders = Object.entries(headers).filter(([name]) =>
        name.startsWith('content-'),
      );
      return {
        path: `/${index}`,
        headers: Object.fromEntries(contentHeaders) as Record<string, string>,
        body: body.toString('base64'),
      };
    }),
  );
  const bare = fork(distPath('scripts/dev/bench/bare-specs.js'));
  try {
    bare.send(answers);
    const [port] = (await once(bare, 'message')) as [number];
    const figures: Figure[] = [];
    for (const [index, { name, encoding }] of FORMS.entries()) {
      const samples: number[] = [];
      const baseline: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        context.signal.throwIfAborted();
        context.progress(`sdk: specs served, ${name}, ${round + 1} of ${ROUNDS}`);
        samples.push(await answersPerSecond(urls[index] ?? '', encoding, SAMPLE_MS));
        const url = `http://127.0.0.1:${port}/${index}`;
        baseline.push(await answersPerSecond(url, encoding, SAMPLE_MS));
      }
      const title = `specs served, ${name}`;
      figures.push(figure({ group: 'sdk', name: title, unit: 'per s', samples, baseline }));
    }
    return figures;
  } finally {
    bare.kill();
  }
}
