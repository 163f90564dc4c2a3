import type { Engine } from '../../ports/engine.ts';
import type { UpdateEvent } from '../../ports/update-event.ts';
import { hideKeys } from '../../common/errors/hide-keys.ts';
import { toAppError } from '../../common/errors/to-app-error.ts';
import type { Clock } from '../../common/clock.ts';
import type { LogLine, StackLog } from './loop-view.ts';

/** In-memory logs of the last update of each stack. */
export interface UpdateLogs {
  /** The engine whose updates are logged. */
  logged(engine: Engine): Engine;
  /** Empty before the first update. */
  of(stack: string): StackLog;
}

/** The length of a log; of a longer one the last lines stay. */
const MOST_LINES = 500;
const LONGEST_LINE = 2_000;

export function createUpdateLogs(clock: Clock): UpdateLogs {
  const logs = new Map<string, { isRunning: boolean; lines: LogLine[]; n: number }>();

  const begin = (stack: string) => {
    const log = { isRunning: true, lines: [] as LogLine[], n: logs.get(stack)?.n ?? 0 };
    logs.set(stack, log);
    return {
      write: (words: string): void => {
        // Messages of providers and programs may contain a key.
        const text = hideKeys(words).slice(0, LONGEST_LINE);
        log.lines.push({ n: ++log.n, atMs: clock.nowMs(), text, isFirst: log.lines.length === 0 });
        if (log.lines.length > MOST_LINES) log.lines.shift();
      },
      end: () => (log.isRunning = false),
    };
  };

  return {
    logged: (engine) => ({
      ...engine,
      up: async (options) => {
        const { stack, onEvent, refresh = false } = options;
        const log = begin(stack);
        log.write(`update of stack ${stack} begins${refresh ? ', with a refresh' : ''}`);
        const record = (event: UpdateEvent) => {
          log.write(textOf(event));
          onEvent?.(event);
        };
        try {
          const result = await engine.up({ ...options, onEvent: record });
          const changed = result.changes.filter(({ operation }) => operation !== 'same').length;
          log.write(`done: ${changed === 0 ? 'nothing changed' : `${changed} changed`}`);
          return result;
        } catch (error) {
          const { code, message } = toAppError(error);
          log.write(`failed: ${message} [${code}]`);
          throw error;
        } finally {
          log.end();
        }
      },
    }),
    of: (stack) => {
      const { isRunning = false, lines = [] } = logs.get(stack) ?? {};
      return { stack, isRunning, lines };
    },
  };
}

function textOf(event: UpdateEvent): string {
  if (event.kind === 'log') return `${event.severity}: ${event.message}`;
  const { operation, name, type, properties } = event.change;
  const what = `${operation} ${name} (${type})`;
  if (event.kind === 'failed') return `✖ ${what}: ${event.message}`;
  const differs = properties.length === 0 ? '' : `: ${properties.join(', ')}`;
  return event.kind === 'started' ? `… ${what}${differs}` : `✔ ${what}`;
}
