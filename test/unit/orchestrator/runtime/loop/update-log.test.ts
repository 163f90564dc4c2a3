import { expect, it } from 'vitest';
import type { Engine, UpdateOptions } from '../../../../../orchestrator/ports/engine.ts';
import type { UpdateEvent } from '../../../../../orchestrator/ports/update-event.ts';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';
import { createUpdateLogs } from '../../../../../orchestrator/runtime/loop/update-log.ts';
import { createFakeClock } from '../../../../support/fakes/fake-clock.ts';

const change = {
  ...{ urn: 'urn', type: 'docker:index/container:Container', name: 'us-west1' },
  ...{ operation: 'update' as const, properties: ['image'] },
};

/** Whose updates say what `say` has them say. */
function engineThat(say: (emit: (event: UpdateEvent) => void) => void): Engine {
  return {
    up: ({ onEvent = () => undefined }: UpdateOptions) => {
      say(onEvent);
      return Promise.resolve({ changes: [change], outputs: { regions: {} } });
    },
  } as unknown as Engine;
}

const options = {
  stack: 'production',
  program: () => Promise.resolve({}),
} as unknown as UpdateOptions;

it('logs an update while it runs and when it is done, without keys', async () => {
  const logs = createUpdateLogs(createFakeClock());
  const received: UpdateEvent[] = [];
  let running: boolean | undefined;
  const engine = engineThat((emit) => {
    running = logs.of('production').isRunning;
    emit({ kind: 'started', change });
    emit({ kind: 'log', severity: 'warning', message: 'uses secret-abcdefgh1234' });
    emit({ kind: 'finished', change });
  });
  expect(logs.of('production')).toEqual({ stack: 'production', isRunning: false, lines: [] });
  await logs.logged(engine).up({ ...options, onEvent: (event) => received.push(event) });
  expect([running, received.length, logs.of('production').isRunning]).toEqual([true, 3, false]);
  expect(logs.of('production').lines.map(({ text }) => text)).toEqual([
    'update of stack production begins',
    '… update us-west1 (docker:index/container:Container): image',
    'warning: uses secret-…',
    '✔ update us-west1 (docker:index/container:Container)',
    'done: 1 changed',
  ]);
});

it('keeps the last 500 lines of the last update, also of one that failed', async () => {
  const logs = createUpdateLogs(createFakeClock());
  const engine = engineThat((emit) => {
    for (let n = 0; n < 600; n++) emit({ kind: 'log', severity: 'info', message: `line ${n}` });
    throw new AppError('UPDATE_FAILED', 'it broke', {});
  });
  await expect(async () => logs.logged(engine).up(options)).rejects.toThrow('it broke');
  const { lines } = logs.of('production');
  expect([lines.length, lines[0]?.n, lines.at(-1)?.text]).toEqual([
    500,
    103,
    'failed: it broke [UPDATE_FAILED]',
  ]);
  await logs.logged(engineThat(() => undefined)).up(options);
  expect(logs.of('production').lines.map(({ n, isFirst }) => [n, isFirst])).toEqual([
    [603, true],
    [604, false],
  ]);
});
