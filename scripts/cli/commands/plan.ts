import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, Option } from 'commander';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';
import { programsFolder } from '../../../orchestrator/runtime/workspace/program-builds.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import { stateAt } from '../../../orchestrator/core/rehearsal/state-at.ts';
import type { EditPlan } from '../../../orchestrator/runtime/plan/edit-plan-schema.ts';
import type { DefinitionFile } from '../../../orchestrator/runtime/workspace/read-definition-file.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { ExitStatus } from '../exit-status.ts';
import { readLastState } from '../read-current-state.ts';
import { readFileOrInput, readNamedFile } from '../read-workspace-file.ts';
import { paintFor } from '../render/paint.ts';
import { renderEditPlan } from '../render/render-edit-plan.ts';
import { renderEditPlanMarkdown } from '../render/render-edit-plan-markdown.ts';
import { renderPlan } from '../render/render-plan.ts';
import { workspaceOption } from './workspace-option.ts';

interface PlanOptions {
  target: Target;
  release?: string;
  file?: string;
  base?: string;
  json?: true;
  markdown?: true;
}

/** Of a plan of an edit: a script tells them apart. No change is 0; the lower ones are errors. */
const EXIT_STATUS: Record<EditPlan['outcome'], number> = { none: 0, change: 10, delete: 11 };

/** `plan`: what the next phase would do, or an edit of the workspace file, resource by resource, before it happens. */
export function planCommand(context: CommandContext): Command {
  return new Command('plan')
    .description(
      'Show what the waiting phase would change, from a preview of its stacks: for each region, the resources that are created, updated, replaced or deleted, with their values. If no phase is waiting: the next update. With --file: what a workspace file would do in place of the present one, before it is saved.',
    )
    .addOption(workspaceOption())
    .option('--release <id>', 'which release; needed only when several are waiting')
    .addOption(
      new Option(
        '--file <file>',
        'plan this workspace file (-: standard input, in YAML or JSON): against what runs; where nothing does, against the file of the workspace',
      ).conflicts('release'),
    )
    .addOption(
      new Option(
        '--base <file>',
        'with --file: against this file, with nothing running, as on a pull request',
      ).conflicts('release'),
    )
    .addOption(new Option('--json', 'print the plan as one line of JSON').conflicts('markdown'))
    .option('--markdown', 'with --file: print it as a comment for a pull request')
    .addHelpText(
      'after',
      `
A plan of a file exits with status 0 if nothing changes, 10 if something does, and 11 if regions or stacks are deleted.

Examples:
  $ colorteller plan
  $ colorteller approve --plan 3f1c0a9be27d
  $ colorteller plan --file edited.yaml
  $ git show HEAD~1:colorteller.yaml | colorteller plan --file -
  $ colorteller plan --file colorteller.yaml --base old.yaml --markdown
  $ colorteller plan --json`,
    )
    .action(async (options: PlanOptions) => {
      if (options.file !== undefined) return planFile(context, { ...options, file: options.file });
      const { base, markdown, target, release, json } = options;
      if (base !== undefined || markdown === true) {
        throw new AppError(
          'BAD_INPUT',
          `${base === undefined ? '--markdown' : '--base'} is for the plan of a file, and none is given`,
          { action: 'Name it with --file.' },
        );
      }
      const plan = await (await connect(target)).plan(release, context.signal);
      context.stdout.write(
        json === true ? `${JSON.stringify(plan)}\n` : renderPlan(paintFor(context.stdout), plan),
      );
      return undefined;
    });
}

async function planFile(
  context: CommandContext,
  options: PlanOptions & { file: string },
): Promise<void> {
  const { plan, file } = await withTemporaryFolder(async (programs) => {
    const read = await readFileOrInput(options.file, context.stdin, { programs });
    return { file: read, plan: await editPlan(read, { ...options, programs }, context) };
  });
  const { stdout } = context;
  if (options.json === true) stdout.write(`${JSON.stringify(plan)}\n`);
  else if (options.markdown === true) stdout.write(renderEditPlanMarkdown(plan, file.file));
  else stdout.write(renderEditPlan(paintFor(stdout), plan, file.file));
  if (plan.outcome !== 'none') throw new ExitStatus(EXIT_STATUS[plan.outcome]);
}

/** Against another file; else against what runs; else against the workspace as it would be deployed. */
async function editPlan(
  file: DefinitionFile,
  { base, target, programs }: Pick<PlanOptions, 'base' | 'target'> & { programs: string },
  { signal, stderr }: Pick<CommandContext, 'signal' | 'stderr'>,
): Promise<EditPlan> {
  const onPrint = (line: string) => void stderr.write(`${line}\n`);
  const offline = { file: file.definition, programs, nowMs: realClock.nowMs(), signal, onPrint };
  if (base !== undefined) {
    const { definition } = await readNamedFile(base, { programs });
    const planOffline = await loadPlanOffline();
    // Names of resources contain the folder, on both sides the same.
    return planOffline({
      ...offline,
      ...{ base: 'file', folder: '.' },
      context: stateOf(definition),
    });
  }
  try {
    return await (await connect(target)).planEdit(file.text, signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_RUNNING') throw error;
    if (target.kind !== 'workspace') throw error;
    const { folder } = target;
    const planOffline = await loadPlanOffline();
    const present = await readLastState(folder);
    await copyPrograms(folder, programs);
    return planOffline({ ...offline, ...{ base: 'stopped', folder }, context: present });
  }
}

/** What is in effect may have another program than its file has now. */
async function copyPrograms(workspace: string, programs: string): Promise<void> {
  await cp(programsFolder(workspace), programs, { recursive: true, force: false }).catch(
    (error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    },
  );
}

async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'colorteller-plan-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function stateOf(definition: DefinitionFile['definition']) {
  return stateAt(definition, [], { seq: 0 });
}

/** Loaded on demand: Pulumi's SDK is slow to load. */
async function loadPlanOffline() {
  return (await import('../../../orchestrator/composition/plan-offline.ts')).planOffline;
}
