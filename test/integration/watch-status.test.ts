import { expect, it } from 'vitest';
import { writeContact } from '../../orchestrator/runtime/workspace/contact.ts';
import { runCli } from '../../scripts/cli/run-cli.ts';
import { BY_ANN } from '../support/actors.ts';
import { capturedContext } from '../support/captured-context.ts';
import { KEY, startTestControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { createTerminal } from '../support/terminal.ts';

it('status --watch fits the terminal, also after it was resized, and leaves it as it was', async () => {
  await using plane = await startTestControlPlane();
  await using folder = await tempFolder();
  const contact = { url: plane.url, key: KEY, pid: process.pid, certificate: null };
  await writeContact(folder.path, contact);
  await plane.client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ANN });
  const terminal = createTerminal(100, 40);
  const { stdout, stdin } = terminal;
  const ending = new AbortController();
  const { context } = capturedContext(process.env, ending.signal);
  stdout.write('what was there before\n');
  const watching = runCli(['status', '--watch', '--workspace', folder.path], {
    ...context,
    stdout,
    stdin,
  });
  const until = (what: string, holds: (rows: string[]) => boolean) =>
    eventually(what, () => {
      const rows = terminal.screen();
      return holds(rows) ? rows : undefined;
    });
  const has = (text: string) => (rows: string[]) => rows.join('\n').includes(text);

  await until('the whole state', has('Stacks'));
  terminal.resize(60, 20);
  const compact = await until('the compact state', (rows) => !has('Stacks')(rows));
  const text = compact.join('\n').trim();
  // Nothing of the wider frame is left, and no number is cut.
  expect(text.split('\n')).toEqual([
    'colorteller v2  rel-1 WAITING_FOR_REVIEW',
    'phase "us-west1" waits for an approval',
    '$ npx colorteller approve --phase us-west1',
    '◐ us-west1     1 ✖ no answer',
    '○ us-central1  1 ✖ no answer',
    expect.stringMatching(/regions to go/),
  ]);
  terminal.resize(60, 4);
  expect((await until('the first rows', has('enlarge'))).join('\n').trim()).toBe(
    `${text.split('\n').slice(0, 3).join('\n')}\n… 3 more lines: enlarge the terminal`,
  );
  terminal.resize(100, 40);
  await until('the whole state again', has('Stacks'));
  ending.abort();
  expect(await watching).toBe(130);
  const left = terminal.history().join('\n');
  expect(left).toContain('what was there before\n');
  expect(left).toContain('Stacks');
});
