import { createServer, type AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { httpRegionProbe } from '../../../../../orchestrator/runtime/observation/region-probe.ts';

it('gives up on a region that accepts and never answers, also while garbage is collected', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const collecting = setInterval(collectGarbage, 100);
  try {
    const url = `http://127.0.0.1:${port}`;
    expect(await httpRegionProbe(url, new AbortController().signal)).toEqual({
      answer: null,
      problem: `${url} does not answer (no answer in 2000 ms)`,
    });
  } finally {
    clearInterval(collecting);
    silent.close();
  }
});
