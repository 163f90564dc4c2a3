import { adoptedBy } from '../orchestrator/interpreter/adopt-definition.ts';
import type { Context } from '../orchestrator/pipeline/context.ts';
import { stateAt } from '../orchestrator/rehearsal/state-at.ts';
import type { StoredEvent } from '../orchestrator/store/event-store.ts';
import { logPath } from '../orchestrator/store/log-path.ts';
import { logDamaged, readLog } from '../orchestrator/store/read-log.ts';
import { readWorkspaceFile } from './read-workspace-file.ts';

/** A torn tail is not there yet; damage is refused, as at a start. */
export async function readWholeLog(workspace: string): Promise<StoredEvent[]> {
  const file = logPath(workspace);
  const content = await readLog(file);
  if (content?.damage !== undefined) throw logDamaged(file, content.damage);
  return content?.stored ?? [];
}

/** What an orchestrator would know that started on the workspace now; nothing is touched. */
export async function readPresent(workspace: string): Promise<Context> {
  const { definition } = await readWorkspaceFile(workspace);
  const log = await readWholeLog(workspace);
  return adoptedBy(stateAt(definition, log, { seq: log.at(-1)?.seq ?? 0 }), definition);
}
