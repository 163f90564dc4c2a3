import { describe, expect, it } from 'vitest';
import type { UpdateOptions } from '../../../../orchestrator/ports/engine.ts';
import { preemptiblePreviews } from '../../../../infra/engine/preemptible-previews.ts';
import { AppError } from '../../../../orchestrator/common/errors/app-error.ts';
import { eventually } from '../../../support/eventually.ts';
import { createFakeEngine } from '../../../support/fakes/fake-engine.ts';

/** An engine that refuses what overlaps, as the real ones do, and whose previews end when the test says so. */
function parts() {
  const fake = createFakeEngine();
  const open: (() => void)[] = [];
  let running = 0;
  const calls: string[] = [];
  const engine = preemptiblePreviews({
    ...fake,
    up: (options) => {
      calls.push(`up${running > 0 ? ' in conflict' : ''}`);
      return fake.up(options);
    },
    preview: ({ stack, signal }) => {
      const isConflict = stack === 's' && fake.running() > 0;
      calls.push(`preview of ${stack}${isConflict ? ' in conflict' : ''}`);
      return new Promise((resolve, reject) => {
        const leave = () => {
          open.splice(open.indexOf(finish), 1);
          if (stack === 's') running -= 1;
        };
        const finish = () => {
          leave();
          resolve({ changes: [] });
        };
        open.push(finish);
        if (stack === 's') running += 1;
        signal?.addEventListener('abort', () => {
          leave();
          calls.push('stopped');
          reject(new AppError('UPDATE_ABORTED', 'stopped'));
        });
      });
    },
  });
  return { fake, engine, open, calls };
}

const S: UpdateOptions = { stack: 's', program: () => Promise.resolve({}) };

describe('previews that give way', () => {
  it('are stopped for an update, which never overlaps them, and begin again after it', async () => {
    const { fake, engine, open, calls } = parts();
    const preview = engine.preview(S);
    await eventually('the preview', () => open.length > 0 || undefined);
    const update = engine.up(S);
    await eventually('the update', () => fake.running() > 0 || undefined);
    expect(calls).toEqual(['preview of s', 'stopped', 'up']);
    fake.finish();
    await update;
    await eventually('the preview', () => open.length > 0 || undefined);
    open[0]!();
    await expect(preview).resolves.toEqual({ changes: [] });
    expect(calls).toEqual(['preview of s', 'stopped', 'up', 'preview of s']);
  });

  it('wait for an update, and for each other, of the same stack only', async () => {
    const { fake, engine, open, calls } = parts();
    const update = engine.up(S);
    const previews = [engine.preview(S), engine.preview(S)];
    const other = engine.preview({ ...S, stack: 'other' });
    await eventually('the other preview', () => open.length > 0 || undefined);
    expect(calls.sort()).toEqual(['preview of other', 'up']);
    open[0]!();
    await other;
    fake.finish();
    await update;
    for (const one of previews) {
      await eventually('one preview', () => open.length === 1 || undefined);
      open[0]!();
      await one;
    }
    expect(calls.filter((text) => text.includes('conflict'))).toEqual([]);
  });

  it('are given up while they wait, and end with what the engine says when they are aborted', async () => {
    const { fake, engine, open } = parts();
    void engine.up(S);
    const abort = new AbortController();
    const waiting = engine.preview({ ...S, signal: abort.signal });
    abort.abort();
    await eventually('the preview', () => open.length > 0 || undefined);
    open[0]!();
    await waiting;
    fake.finish();
    const running = new AbortController();
    const preview = engine.preview({ ...S, signal: running.signal });
    await eventually('the preview', () => open.length > 0 || undefined);
    running.abort();
    await expect(preview).rejects.toMatchObject({ code: 'UPDATE_ABORTED' });
  });

  it('are waited for after they were stopped often enough', async () => {
    const { fake, engine, open, calls } = parts();
    const preview = engine.preview(S);
    for (let times = 1; times <= 3; times++) {
      await eventually('the preview', () => open.length > 0 || undefined);
      const update = engine.up(S);
      await eventually('the update', () => fake.running() > 0 || undefined);
      fake.finish();
      await update;
    }
    await eventually('the last preview', () => open.length > 0 || undefined);
    const update = engine.up(S);
    open[0]!();
    await preview;
    await eventually('the update', () => fake.running() > 0 || undefined);
    fake.finish();
    await update;
    expect(calls.filter((text) => text === 'stopped')).toHaveLength(3);
    expect(calls.filter((text) => text.includes('conflict'))).toEqual([]);
  });
});
