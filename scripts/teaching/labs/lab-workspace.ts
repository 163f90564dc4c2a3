import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument, type Scalar } from 'yaml';
import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import { WORKSPACE_FILE } from '../../../orchestrator/core/definition/walkthrough.ts';
import { destroyDeployment } from '../../../orchestrator/composition/destroy-deployment.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import {
  checkExport,
  importWorkspace,
} from '../../../orchestrator/runtime/store/import-workspace.ts';
import { lockOwner } from '../../../orchestrator/runtime/store/workspace-lock.ts';
import { areFree, freePortBlocks } from '../../testing/free-ports.ts';
import { loadDefinition, type Lab } from './catalog.ts';
import type { LabStart } from './lab.ts';
import { readMark, writeMark, type LabMark } from './lab-mark.ts';
import { makeFolder } from '../../../orchestrator/common/make-folder.ts';

export interface FreshWorkspace {
  workspace: string;
  lab: Lab;
  start: LabStart;
  /** Of the regions: those of the definition where they are free, or any. */
  ports: 'usual' | 'any';
  startedAtMs: number;
  env: NodeJS.ProcessEnv;
}

/**
 * Makes the workspace that a lab begins with; what another lab left there is removed, also what that had deployed.
 * @throws AppError BAD_INPUT where something else is, WORKSPACE_LOCKED where a lab runs.
 */
export async function freshWorkspace(options: FreshWorkspace): Promise<LabMark> {
  const { workspace, lab, start, ports, startedAtMs, env } = options;
  await refuseOther(workspace);
  await removeLabWorkspace(workspace, env);
  await makeFolder(workspace, { mode: 0o700 });
  // First, so that after a kill the workspace is recognized as a lab's.
  const mark = { lab: lab.name, startedAtMs, isReady: false, hints: 0, again: false };
  await writeMark(workspace, mark);
  const definition = await loadDefinition(lab);
  if (start.history !== undefined) {
    const history = start.history(definition);
    await importWorkspace(workspace, checkExport(history, `the history of lab ${lab.name}`));
  }
  for (const [name, content] of Object.entries(start.files ?? {})) {
    const file = path.join(workspace, name);
    await makeFolder(path.dirname(file), { mode: 0o700 });
    await writeFile(file, content);
  }
  const text = await withFreePorts(definition, ports);
  await writeFile(path.join(workspace, WORKSPACE_FILE), text);
  return mark;
}

/** Removes what a lab deployed, and its workspace. Leaves a workspace alone that is no lab's, or that an orchestrator uses. */
export async function removeLabWorkspace(
  workspace: string,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const isOurs = (await readMark(workspace)) !== undefined;
  if (!isOurs || (await lockOwner(workspace)) !== undefined) return false;
  await destroyDeployment(workspace, env, { unprotect: true });
  await rm(workspace, { recursive: true, force: true });
  return true;
}

async function refuseOther(workspace: string): Promise<void> {
  const mark = await readMark(workspace);
  if (mark === undefined) {
    const names = await readdir(workspace).catch((): string[] => []);
    if (names.length === 0) return;
    throw new AppError('BAD_INPUT', `${workspace} already exists, and no lab created it`, {
      action:
        'Name a folder for labs, which every command then finds: export COLORTELLER_WORKSPACE=$PWD/.lab (or npx colorteller down, and remove the folder).',
    });
  }
  if ((await lockOwner(workspace)) === undefined) return;
  throw new AppError('WORKSPACE_LOCKED', `lab ${mark.lab} runs on ${workspace}`, {
    action:
      'End it with Ctrl-C where it runs, restart it with npx colorteller lab reset, or name another --workspace.',
  });
}

/** The text as it is but for its ports, so that a guide may count its lines. */
async function withFreePorts(text: string, ports: 'usual' | 'any'): Promise<string> {
  const { regions } = parseDefinition(text, WORKSPACE_FILE);
  if (ports === 'usual') {
    const usual = regions.flatMap(({ port, replicas }) =>
      Array.from({ length: replicas }, (_, n) => port + n),
    );
    if (await areFree(usual)) return text;
  }
  const firsts = await freePortBlocks(regions.map(({ replicas }) => replicas));
  const document = parseDocument(text);
  const edits = regions.map((_, index) => {
    const port = document.getIn(['regions', index, 'port'], true) as Scalar | undefined;
    return { range: port?.range, first: firsts[index] ?? 0 };
  });
  return edits.reduceRight(
    (edited, { range, first }) =>
      range == null ? edited : `${edited.slice(0, range[0])}${first}${edited.slice(range[1])}`,
    text,
  );
}
