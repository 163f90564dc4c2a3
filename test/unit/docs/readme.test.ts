import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../infra/toolchain/package-root.ts';
import { parseDefinition } from '../../../orchestrator/definition/parse.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../orchestrator/definition/walkthrough.ts';
import { ERROR_CODES } from '../../../orchestrator/errors/error-codes.ts';

describe('the README', () => {
  it('lists exactly the error codes there are, with their exit status and meaning', async () => {
    const text = await readFile(path.join(packageRoot, 'README.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([A-Z_]+)` +\| (\d) +\| (.+?) +\|$/gm)];
    const listed = rows.map(([, code, exit, meaning]) => [code, Number(exit), meaning]);
    const codes = Object.entries(ERROR_CODES);
    expect(listed).toEqual(codes.map(([code, { exit, meaning }]) => [code, exit, meaning]));
  });

  it('names only files that exist', async () => {
    for (const name of ['README.md', 'ARCHITECTURE.md']) {
      const text = await readFile(path.join(packageRoot, name), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
        await expect(stat(path.join(packageRoot, target))).resolves.toBeDefined();
      }
    }
  });

  it('shows settings of a pipeline that a workspace file takes', async () => {
    const text = await readFile(path.join(packageRoot, 'README.md'), 'utf8');
    const [, block = ''] = /```yaml\n([^]+?)```/.exec(text) ?? [];
    const file = walkthroughFile(WALKTHROUGH_PORTS);
    const rest = file.slice(0, file.indexOf('pipelines:'));
    const { pipelines, changeWindows, updates } = parseDefinition(`${rest}${block}`, 'README.md');
    expect(pipelines[0]?.phases[0]).toMatchObject({ minimumApprovals: 2, selfApproval: false });
    expect(pipelines[0]).toMatchObject({ onRegionFailure: 'abort', answerWithinMs: 300_000 });
    expect(updates).toEqual({
      maxParallel: 4,
      onFailure: 'stop',
      resyncEveryMs: 600_000,
      timeoutMs: 900_000,
    });
    expect(changeWindows.map(({ name }) => name)).toEqual(['Friday freeze']);
  });

  it('shows webhooks that a workspace file takes', async () => {
    const text = await readFile(path.join(packageRoot, 'README.md'), 'utf8');
    const [, block = ''] = /```yaml\n(webhooks:[^]+?)```/.exec(text) ?? [];
    const { webhooks } = parseDefinition(
      `${walkthroughFile(WALKTHROUGH_PORTS)}\n${block}`,
      'README.md',
    );
    expect(webhooks?.map(({ name, format }) => [name, format])).toEqual([
      ['team', 'slack'],
      ['audit', 'json'],
    ]);
  });
});
