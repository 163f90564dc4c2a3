import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { alertOf, commandLine } from '../../../orchestrator/integrations/alerts/derive/alert.ts';
import { ALERT_KINDS } from '../../../orchestrator/core/definition/webhook-schema.ts';
import { payloadOf } from '../../../orchestrator/integrations/alerts/request.ts';

const page = () => readFile(path.join(packageRoot, 'docs/guides/alerts.md'), 'utf8');

it('docs/guides/alerts.md lists exactly the events there are', async () => {
  const [, events = ''] = /### Events\n([^]+?)\n`webhooks test/.exec(await page()) ?? [];
  const listed = [...events.matchAll(/^\| `([a-z-]+)` /gm)].map(([, kind]) => kind);
  expect(listed).toEqual(ALERT_KINDS);
});

it('docs/guides/alerts.md shows a payload as it is made', async () => {
  const [, block = ''] = /```json\n([^]+?)```/.exec(await page()) ?? [];
  const shown = JSON.parse(block) as { id: string; workspace: string; text: string };
  const { id, workspace, text } = shown;
  const alert = alertOf(
    'approval-needed',
    { seq: 4, atMs: Date.parse('2026-11-21T17:00:00Z') },
    {
      text,
      command: commandLine('approve', '--release', 'rel-1', '--phase', 'us-west1'),
      release: 'rel-1',
      config: 'colorteller',
      phase: 'us-west1',
    },
  );
  expect(JSON.parse(payloadOf('json', alert, { id, workspace }))).toEqual(shown);
});
