import { expect, it } from 'vitest';
import type { LogLine } from '../../orchestrator/runtime/loop/loop-view.ts';
import { colortellerAt, settled, startUp } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('logs prints the last update of a stack, and follows the next', async () => {
  await using folder = await tempFolder();
  await using up = await startUp(folder.path);
  await settled(up.client);
  const { stdout } = await colortellerAt(up, 'logs', 'production', '--json');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LogLine);
  expect(lines[0]?.text).toMatch(/^update of stack production begins/);
  expect(lines.at(-1)?.text).toMatch(/^done: /);
  const unknown = await colortellerAt(up, 'logs', 'mars');
  expect(unknown.stderr).toMatch(/there is no stack "mars"[^]*\[NOT_FOUND\]/);

  const ending = new AbortController();
  let isAsked = false;
  const heard: string[] = [];
  for await (const { lines: news } of up.client.followLog('production', ending.signal)) {
    heard.push(...news.map(({ text }) => text));
    if (heard.includes('done: 1 changed')) break;
    if (isAsked) continue;
    isAsked = true;
    const purple = { set: { color: 'purple' }, actor: 'ann', reason: null };
    await up.client.changeConfig('colorteller', purple);
    await up.client.act('rel-1', 'approve', { phase: 'us-west1', actor: 'ann', reason: null });
  }
  ending.abort();
  expect(heard.join('\n')).toMatch(/✔ update .*us-west1.*\n[^]*done: 1 changed/);
  expect((await colortellerAt(up, 'logs', 'production')).stdout).toMatch(
    /^\d\d:.* update of stack/,
  );
});
