import { readLabs } from '../../scripts/teaching/labs/catalog.ts';
import { createReporter } from '../../scripts/teaching/workshop/post-report.ts';
import { reportProgress } from '../../scripts/teaching/workshop/report-progress.ts';
import { startWorkshop, type Workshop } from '../../scripts/teaching/workshop/start-workshop.ts';
import type { Harness } from '../../scripts/testing/harness.ts';
import { tempFolder } from './temp-folder.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';
import { snapshotOf } from '../../scripts/teaching/workshop/report-lab.ts';

export interface TestWorkshop extends Workshop, AsyncDisposable {
  /** Internal errors; a test expects none. */
  faults: unknown[];
  /** Commands that slides ran. */
  typed: string[];
}

/** A workshop on free ports of loopback. @param dashboard address that is shown of whatever lab begins */
export async function openWorkshop(
  options: { dashboard?: string; folder?: string; port?: number } = {},
): Promise<TestWorkshop> {
  const folder = await tempFolder();
  const faults: unknown[] = [];
  const typed: string[] = [];
  const labs = await readLabs();
  const workshop = await startWorkshop({
    labs,
    first: labs[0]!,
    startLab: (_, { onPage }) => {
      onPage(options.dashboard ?? 'http://127.0.0.1:9/');
      return Promise.resolve({ stop: () => Promise.resolve() });
    },
    type: (command) => {
      typed.push(command);
      return Promise.resolve({ exitCode: 0, output: `the output of ${command}\n` });
    },
    port: 0,
    server: {
      host: '127.0.0.1',
      tls: null,
      allowedHosts: [],
      isInsecure: false,
      port: options.port ?? 0,
    },
    folder: options.folder ?? folder.path,
    isNewCode: false,
    clock: realClock,
    onInternalError: (error) => faults.push(error),
  });
  return {
    ...workshop,
    faults,
    typed,
    [Symbol.asyncDispose]: async () => {
      await workshop.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** An attendee whose lab runs in a harness: reports until it is disposed of. */
export function attend(
  harness: Harness,
  { url, code, name }: { url: string; code: string; name: string },
): AsyncDisposable & { news: string[] } {
  const ending = new AbortController();
  const { signal } = ending;
  const news: string[] = [];
  const ended = reportProgress({
    snapshot: async () => {
      const state = await harness.state();
      const isPurple = state.regions.every(({ answered }) => answered?.color === 'purple');
      return snapshotOf('01-first-purple-region', state, [
        { goal: 'every region is purple', reached: isPurple },
      ]);
    },
    post: createReporter({ url, code, name }, { signal }),
    onChange: (text) => news.push(text),
    clock: realClock,
    signal,
  });
  return {
    news,
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await ended;
    },
  };
}
