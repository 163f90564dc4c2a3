import { connect } from '../../cli/client/control-client.ts';
import type { CommandContext } from '../../cli/command-context.ts';
import type { Lab } from '../labs/catalog.ts';
import { snapshotOf } from './lab-snapshot.ts';
import { createReporter } from './post-report.ts';
import { reportProgress } from './report-progress.ts';
import type { ReportTarget } from './report-target.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';

/** Runs a lab, and reports its progress where a target is set. */
export async function whileReporting(
  { stderr }: CommandContext,
  { lab, workspace, target }: { lab: Lab; workspace: string; target: ReportTarget | undefined },
  run: () => Promise<void>,
): Promise<void> {
  if (target === undefined) {
    await run();
    return;
  }
  const ending = new AbortController();
  const { signal } = ending;
  const { checkLab } = await import('../labs/check-lab.ts');
  const reporting = reportProgress({
    snapshot: async () => {
      const client = await connect({ kind: 'workspace', folder: workspace });
      return snapshotOf(lab.name, await client.state(), await checkLab(lab, workspace));
    },
    post: createReporter(target, { signal }),
    onChange: (text) => stderr.write(`${text}\n`),
    clock: realClock,
    signal,
  });
  try {
    await run();
  } finally {
    ending.abort();
    await reporting;
  }
}
