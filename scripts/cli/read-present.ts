import { adoptedBy } from '../../orchestrator/runtime/interpreter/adopt-definition.ts';
import { stateAt } from '../../orchestrator/core/rehearsal/state-at.ts';
import { logPath } from '../../orchestrator/runtime/store/log-path.ts';
import { readWholeLog } from '../../orchestrator/runtime/store/read-history.ts';
import { readWorkspaceFile } from './read-workspace-file.ts';
import type { Context } from '../../orchestrator/core/pipeline/state.ts';

/** The state that an orchestrator started on the workspace now would have; read-only. */
export async function readPresent(workspace: string): Promise<Context> {
  const { definition } = await readWorkspaceFile(workspace);
  const log = (await readWholeLog(logPath(workspace))) ?? [];
  return adoptedBy(stateAt(definition, log, { seq: log.at(-1)?.seq ?? 0 }), definition);
}
