import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../../orchestrator/common/atomic-file.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { findLab, type Lab } from './catalog.ts';

const markSchema = z.strictObject({
  /** Its folder: `01-first-purple-region`. */
  lab: z.string(),
  startedAtMs: z.int(),
  /** The attendee may begin. */
  isReady: z.boolean(),
  /** How many hints were shown. */
  hints: z.int().min(0),
  /** A reset asked the process that runs the lab to restart it. */
  again: z.boolean(),
});

/** What makes a workspace that of a lab: it may be removed as a whole. */
export type LabMark = z.infer<typeof markSchema>;

const fileIn = (workspace: string) => path.join(workspace, 'lab.json');

/** Undefined for a workspace that is no lab's. */
export async function readMark(workspace: string): Promise<LabMark | undefined> {
  const text = await readFile(fileIn(workspace), 'utf8').catch(() => undefined);
  try {
    return text === undefined ? undefined : markSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export async function writeMark(workspace: string, mark: LabMark): Promise<void> {
  const text = `${JSON.stringify(mark)}\n`;
  await writeFileAtomic(fileIn(workspace), text, { mode: 0o600 });
}

/**
 * The lab of a workspace.
 * @param named what a person named; undefined: whichever it is.
 * @throws AppError BAD_INPUT for a lab that there is not, or another than that of the workspace; NOT_RUNNING where none
 * was started.
 */
export async function labOf(
  workspace: string,
  named: string | undefined,
): Promise<{ lab: Lab; mark: LabMark }> {
  const requested = named === undefined ? undefined : await findLab(named);
  const mark = await readMark(workspace);
  if (mark === undefined) {
    throw new AppError('NOT_RUNNING', `no lab was started in the workspace ${workspace}`, {
      action: `Start one with: npx colorteller lab start ${requested?.guide.number ?? '01'} (or name another --workspace).`,
    });
  }
  if (requested !== undefined && requested.name !== mark.lab) {
    throw new AppError('BAD_INPUT', `the workspace ${workspace} belongs to lab ${mark.lab}`, {
      action: `Leave the number out, or end that lab with Ctrl-C where it runs and type: npx colorteller lab start ${requested.guide.number}`,
    });
  }
  return { lab: requested ?? (await findLab(mark.lab)), mark };
}
