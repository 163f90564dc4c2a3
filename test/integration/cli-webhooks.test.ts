import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../orchestrator/common/package-root.ts';
import { signatureOf } from '../../orchestrator/integrations/alerts/signature.ts';
import type { RecordedDelivery } from '../../scripts/cli/outputs/webhooks.ts';
import { createProgram } from '../../scripts/cli/program.ts';
import { receiveWebhooks } from '../../scripts/cli/webhook-receiver.ts';
import { capturedContext } from '../support/captured-context.ts';
import { EMBEDDED, startUp } from '../support/cli.ts';
import { editWorkspace } from '../support/edit-workspace.ts';
import { eventually } from '../support/eventually.ts';
import { checkOutput } from '../support/output-problems.ts';
import { metricProblems, parseMetrics, valueOf } from '../support/parse-metrics.ts';
import { takePort } from '../support/free-port.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { renderDelivery } from '../../scripts/cli/commands/webhooks.ts';

const HOOK_SECRET = 'workshop';

/** A command of the whole command line in this process, which takes no time to start; what it prints. */
async function colorteller(...args: string[]): Promise<string> {
  const { context, out } = capturedContext({});
  await (await createProgram(context)).parseAsync(args, { from: 'user' });
  checkOutput(args, out());
  return out();
}

/** `webhooks record --json`, until it is disposed. */
async function startRecorder() {
  const stopping = new AbortController();
  const args = ['webhooks', 'record', '--port', '0', '--secret-env', 'HOOK_SECRET', '--json'];
  const { context, out } = capturedContext({ HOOK_SECRET }, stopping.signal);
  const ended = (await createProgram(context)).parseAsync(args, { from: 'user' });
  const lines = () =>
    out()
      .split('\n')
      .filter((line) => line !== '');
  const first = await eventually('the recorder', () => lines()[0]);
  return {
    url: (JSON.parse(first) as { listening: string }).listening,
    deliveries: () =>
      lines()
        .slice(1)
        .map((line) => JSON.parse(line) as RecordedDelivery),
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await ended;
      checkOutput(args, out());
    },
  };
}

describe('colorteller webhooks', () => {
  it('records the signed deliveries of a release; the same release is measured', async () => {
    await using folder = await tempFolder();
    await using recorder = await startRecorder();
    await using up = await startUp(folder.path, EMBEDDED, { HOOK_SECRET });
    const run = (...args: string[]) => colorteller(...args, '--workspace', up.workspace);
    expect(await run('webhooks', 'list')).toMatch(/has no webhooks/);
    const section = `webhooks:\n  - { name: team, url: '${recorder.url}', secret: { env: HOOK_SECRET } }\n`;
    await editWorkspace(folder.path, (text) => `${text}\n${section}`);
    await eventually('the webhook', async () => (await up.client.webhooks())[0]);
    expect(await run('webhooks', 'test', 'team')).toMatch(/accepted it/);
    await expect(run('webhooks', 'test', 'nope')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      action: 'Known: team.',
    });
    await run('config', 'set', 'colorteller', 'color=purple', '--actor', 'ann');
    await run('approve', '--phase', 'us-west1', '--actor', 'bob');
    const asks = ({ event }: RecordedDelivery) => event === 'approval-needed';
    const received = await eventually('that the next phase waits', () => {
      const all = recorder.deliveries();
      return all.filter(asks).length === 2 ? all : undefined;
    });
    const release = received.filter(({ event }) => !/^(region|update)-/.test(event ?? ''));
    expect(release.map(({ event }) => event)).toEqual([
      'test',
      'release-started',
      'approval-needed',
      'phase-approved',
      'phase-started',
      'phase-live',
      'approval-needed',
    ]);
    expect(new Set(received.map(({ signature }) => signature))).toEqual(new Set(['valid']));
    expect(release.at(-2)?.body).toMatchObject({
      workspace: path.basename(folder.path),
      release: 'rel-1',
      phase: 'us-west1',
      stack: 'production',
    });
    const listed = await run('webhooks', 'list', '--json');
    expect(JSON.parse(listed)).toMatchObject([{ name: 'team', isSigned: true }]);
    expect(await run('webhooks', 'list')).toMatch(/^NAME +FORMAT[^]*team/);

    const { seq: seqBefore } = await up.client.state();
    const families = await measured(up.url);
    expect(families.flatMap(metricProblems)).toEqual([]);
    expect(families.map(({ name, type }) => `${name} ${type}`).sort()).toEqual(await documented());
    const of = (name: string, labels?: Record<string, string>) => valueOf(families, name, labels);
    const pipeline = 'region-by-region';
    const stack = 'production';
    expect(of('colorteller_regions', { stack, color: 'purple' })).toBe(1);
    expect(of('colorteller_regions', { stack, color: 'blue' })).toBe(1);
    expect(of('colorteller_releases', { status: 'waiting_for_review' })).toBe(1);
    expect(of('colorteller_active_releases')).toBe(1);
    expect(of('colorteller_phase_rollout_seconds_count', { pipeline })).toBe(1);
    expect(of('colorteller_people_wait_seconds_total', { pipeline })).toBeGreaterThan(0);
    expect(of('colorteller_updates_total', { stack, result: 'ok' })).toBeGreaterThanOrEqual(1);
    expect(of('colorteller_updates_total', { stack, result: 'aborted' })).toBe(0);
    expect(of('colorteller_update_duration_seconds_count', { stack, result: 'failed' })).toBe(0);
    expect(of('colorteller_loop_last_turn_timestamp_seconds')).toBeGreaterThan(1.7e9);
    expect(of('colorteller_log_last_seq')).toBeGreaterThanOrEqual(seqBefore);
    expect(of('colorteller_log_last_seq')).toBeLessThanOrEqual((await up.client.state()).seq);
    expect(of('colorteller_webhook_deliveries_total', { webhook: 'team', result: 'failed' })).toBe(
      0,
    );
    expect(
      of('colorteller_region_wrong_seconds_total', { stack, region: 'us-west1' }),
    ).toBeGreaterThan(0);
  });

  it('refuses what is not signed, is no delivery, or is too large, and shows no control characters', async () => {
    const stopping = new AbortController();
    const recorded: RecordedDelivery[] = [];
    const secret = 'workshop';
    let ended: Promise<void> | undefined;
    const url = await new Promise<string>((resolve) => {
      const { signal } = stopping;
      const onDelivery = (one: RecordedDelivery) => recorded.push(one);
      ended = receiveWebhooks({ port: 0, secret, signal, onListening: resolve, onDelivery });
    });
    const post = async (body: string, headers: Record<string, string> = {}) =>
      (await fetch(url, { method: 'POST', body, headers })).status;
    const body = JSON.stringify({ text: 'red\u001b[31m\u0007', command: null });
    const header = 'x-colorteller-signature';
    expect(await post(body)).toBe(401);
    expect(await post(body, { [header]: signatureOf('another', body, Date.now()) })).toBe(401);
    expect(await post(body, { [header]: signatureOf(secret, body, Date.now()) })).toBe(204);
    expect(await post('no json')).toBe(400);
    expect(await post(`"${'x'.repeat(300_000)}"`)).toBe(413);
    expect((await fetch(url)).status).toBe(405);
    expect(recorded.map(({ signature }) => signature)).toEqual(['missing', 'wrong', 'valid']);
    const shown = renderDelivery((_, text) => text, recorded[2]!);
    expect(shown).toMatch(/^\S+ {2}delivery {2}red \[31m {3}\[signature valid\]\n$/);
    stopping.abort();
    await ended;
  });

  it('says what is missing', async () => {
    await using folder = await tempFolder();
    const run = (...args: string[]) => colorteller('webhooks', ...args);
    await expect(run('record', '--secret-env', 'NONE')).rejects.toThrow('NONE is not set');
    await using taken = await takePort();
    const port = String(taken.port);
    await expect(run('record', '--port', port)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    const list = run('list', '--workspace', folder.path);
    await expect(list).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });
});

/** By the command of the page, at this orchestrator. */
async function measured(url: string) {
  const page = await readFile(path.join(packageRoot, 'docs/guides/alerts.md'), 'utf8');
  const [, address = ''] = /^curl -s (http:\S+)$/m.exec(page) ?? [];
  const here = address.replace('http://127.0.0.1:4400', url);
  const response = await fetch(here);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  const { stdout, exitCode } = await execa('curl', ['-s', here], { reject: false });
  // Not every machine has curl; what it would print was read already.
  if (exitCode !== undefined) expect(parseMetrics(stdout).length).toBe(parseMetrics(text).length);
  return parseMetrics(text);
}

/** Names and types of the metrics that the page lists. */
async function documented(): Promise<string[]> {
  const text = await readFile(path.join(packageRoot, 'docs/guides/alerts.md'), 'utf8');
  return [...text.matchAll(/^\| `(colorteller_\w+)` *\| (\w+)/gm)]
    .map(([, name = '', type = '']) => `${name} ${type}`)
    .sort();
}
