import { EMPTY_DEFINITION } from '../../orchestrator/core/pipeline/replay.ts';
import { adoptedBy } from '../../orchestrator/runtime/interpreter/adopt-definition.ts';
import { stateAt } from '../../orchestrator/core/rehearsal/state-at.ts';
import { logPath } from '../../orchestrator/runtime/store/log-path.ts';
import { readWholeLog } from '../../orchestrator/runtime/store/read-history.ts';
import { readWorkspaceFile } from './read-workspace-file.ts';
import type { Context } from '../../orchestrator/core/pipeline/state.ts';
import type { Tooling } from '../../orchestrator/control-plane/view/state-view.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { readDeployment } from '../../orchestrator/runtime/workspace/deployment-record.ts';
import { connect } from './client/control-client.ts';
import type { StoredEvent } from '../../orchestrator/core/pipeline/event.ts';
import { realClock } from '../../orchestrator/common/real-clock.ts';

/** The state that an orchestrator started on the workspace now would have; read-only. */
export async function readCurrentState(workspace: string): Promise<Context> {
  const { definition } = await readWorkspaceFile(workspace);
  const log = (await readWholeLog(logPath(workspace))) ?? [];
  return adoptedBy(stateAt(definition, log, { seq: log.at(-1)?.seq ?? 0 }), definition);
}

/** The state that the log leaves, with the definition that was in effect last; without a log the workspace file's. */
export async function readLastState(workspace: string): Promise<Context> {
  const log = (await readWholeLog(logPath(workspace))) ?? [];
  const { definition } = await readWorkspaceFile(workspace).catch((error: unknown) => {
    // A file that is broken now says nothing of what was in effect.
    if (log.length === 0) throw error;
    return { definition: EMPTY_DEFINITION };
  });
  return stateAt(definition, log, { seq: Infinity });
}

/** The present as the orchestrator knows it; where none runs, that of the machine, or of a log that has run ahead. */
export async function currentTimeAndTooling(
  workspace: string,
  log: readonly StoredEvent[],
): Promise<{ nowMs: number; tooling: Tooling | null }> {
  try {
    const { nowMs, tooling } = await (
      await connect({ kind: 'workspace', folder: workspace })
    ).state();
    return { nowMs, tooling };
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'NOT_RUNNING')) throw error;
  }
  const deployed = await readDeployment(workspace);
  return {
    nowMs: Math.max(realClock.nowMs(), log.at(-1)?.event.atMs ?? 0),
    tooling: deployed === null ? null : { ...deployed, reasons: [] },
  };
}
