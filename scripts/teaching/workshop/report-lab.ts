import { connect } from '../../cli/client/control-client.ts';
import type { CommandContext } from '../../cli/command-context.ts';
import type { Lab } from '../labs/catalog.ts';
import { createReporter } from './post-report.ts';
import { reportProgress, type LabSnapshot } from './report-progress.ts';
import type { ReportTarget } from './report-target.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import type { StateView } from '../../../orchestrator/control-plane/view/state-view.ts';

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

/** A goal of a lab as it was found. */
interface FoundGoal {
  goal: string;
  reached: boolean;
}

/** The part of a lab's state that is reported; everyone in the room may see it. */
export function snapshotOf(
  lab: string,
  state: StateView,
  goals: readonly FoundGoal[],
): LabSnapshot {
  return {
    lab,
    goals: { done: goals.filter(({ reached }) => reached).length, of: goals.length },
    next: goals.find(({ reached }) => !reached)?.goal.slice(0, 200) ?? null,
    regions: state.regions.slice(0, 40).map(({ name, answered }) => ({
      name: name.slice(0, 60),
      color: answered?.color.slice(0, 60) ?? null,
    })),
    release: state.releases.at(-1)?.status ?? null,
  };
}
