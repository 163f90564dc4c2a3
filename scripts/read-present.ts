import { adoptedBy } from '../orchestrator/interpreter/adopt-definition.ts';
import type { Context } from '../orchestrator/pipeline/context.ts';
import { stateAt } from '../orchestrator/rehearsal/state-at.ts';
import { logPath } from '../orchestrator/store/log-path.ts';
import { readWholeLog } from '../orchestrator/store/read-history.ts';
import { readWorkspaceFile } from './read-workspace-file.ts';

/** What an orchestrator would know that started on the workspace now; nothing is touched. */
export async function readPresent(workspace: string): Promise<Context> {
  const { definition } = await readWorkspaceFile(workspace);
  const log = (await readWholeLog(logPath(workspace))) ?? [];
  return adoptedBy(stateAt(definition, log, { seq: log.at(-1)?.seq ?? 0 }), definition);
}
