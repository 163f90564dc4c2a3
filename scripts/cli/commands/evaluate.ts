import { Command, Option } from 'commander';
import { z } from 'zod';
import { evaluationUserSchema } from '../../../orchestrator/control-plane/schemas.ts';
import { parseJson } from '../../../orchestrator/common/readable.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { subjectsOf } from '../../../orchestrator/core/definition/cells.ts';
import { explain } from '../../../orchestrator/core/evaluation/explain.ts';
import type { Explanation } from '../../../orchestrator/core/evaluation/explanation.ts';
import { rampViews } from '../../../orchestrator/core/pipeline/ramps.ts';
import { regionUser, type EvaluationUser } from '../../../orchestrator/core/targeting/user.ts';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../client/control-client.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { readCurrentState } from '../read-current-state.ts';
import { paintFor } from '../render/paint.ts';
import type { Target } from '../client/target.ts';
import { workspaceOption } from './workspace-option.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import { createEvaluatorCache } from '../../../orchestrator/core/evaluation/evaluator.ts';

interface EvaluateOptions {
  target: Target;
  user: string;
  cell?: string;
  explain?: true;
  json?: true;
}

/** `evaluate NAME --user JSON [--explain] [--json]`: the value of a gate or dynamic config for one user. */
export function evaluateCommand(context: CommandContext): Command {
  return new Command('evaluate')
    .description(
      'Evaluate a gate or dynamic config for one user, with the releases of the running orchestrator, else with the workspace file and its log.',
    )
    .argument('<name>', 'the gate or dynamic config')
    .addOption(workspaceOption())
    .addOption(new Option('--user <json>', 'the user as JSON').default('{}'))
    .addOption(
      new Option(
        '--cell <region/cell>',
        'a region or a cell of the workspace file as the user, such as us-west1/canary',
      ).conflicts('user'),
    )
    .option('--explain', 'print which rule decided, and why the others did not')
    .option('--json', 'print the explanation as one line of JSON')
    .addHelpText(
      'after',
      `
Keys of a user: userID, email, ip, country, appVersion, appID, environment, custom, customIDs.

Examples:
  $ colorteller evaluate colorteller --user '{"environment":"production","custom":{"region":"us-west1"}}' --explain
  $ colorteller evaluate colorteller --cell us-west1/canary --explain
  $ colorteller evaluate checkout --user '{"userID":"u1"}' --json`,
    )
    .action(async (name: string, options: EvaluateOptions) => {
      const user =
        options.cell === undefined
          ? parseUser(options.user)
          : await cellUser(options.target, options.cell);
      const explanation = await ask(options.target, name, user);
      const value = JSON.stringify(explanation.value);
      if (options.json === true) context.stdout.write(`${JSON.stringify(explanation)}\n`);
      else if (options.explain === true) context.stdout.write(story(context, explanation));
      else context.stdout.write(`${value}\n`);
    });
}

/** @throws AppError BAD_INPUT */
function parseUser(text: string): EvaluationUser {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (cause) {
    throw badUser('it is not JSON', cause);
  }
  const parsed = evaluationUserSchema.safeParse(json);
  if (!parsed.success) throw badUser(z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}

function badUser(why: string, cause: unknown): AppError {
  return new AppError('BAD_INPUT', `--user is not a valid user: ${why}`, {
    action: `Write for example: --user '{"userID":"u1","custom":{"region":"us-west1"}}'`,
    cause,
  });
}

/** A region or cell as the user that it asks as. @throws AppError BAD_INPUT, UNKNOWN_REGION */
async function cellUser(target: Target, name: string): Promise<EvaluationUser> {
  if (target.kind !== 'workspace') {
    throw new AppError('BAD_INPUT', '--cell reads the workspace file, and --url names none', {
      action: `Name the workspace with --workspace, or write the user: --user '{"userID":"${name}","custom":{"cell":"canary"}}'`,
    });
  }
  const { definition, file } = await readWorkspaceFile(target.folder);
  const subjects = subjectsOf(definition.regions);
  const found = subjects.find((subject) => subject.name === name);
  if (found !== undefined) return regionUser(found);
  const known = subjects.map((subject) => subject.name).join(', ');
  throw new AppError('UNKNOWN_REGION', `${file} has no region or cell "${name}"`, {
    action: `Known: ${known}.`,
  });
}

/** Asks the orchestrator; where none is running on the workspace, evaluates from its log and file. */
async function ask(target: Target, name: string, user: EvaluationUser): Promise<Explanation> {
  let folder: string;
  try {
    return await (await connect(target)).evaluate(name, user);
  } catch (error) {
    const isNotRunning = error instanceof AppError && error.code === 'NOT_RUNNING';
    if (!isNotRunning || target.kind !== 'workspace') throw error;
    folder = target.folder;
  }
  const { definition, state } = await readCurrentState(folder);
  const moment = { nowMs: realClock.nowMs(), configs: state };
  // Where nothing ever ran, no ramp has begun.
  const hasBegun = state.lastEventAtMs > 0;
  const ramps = hasBegun ? rampViews({ definition, state }, state.lastEventAtMs) : [];
  const explanation = explain(createEvaluatorCache()(definition), { name, user, moment, ramps });
  if (explanation !== undefined) return explanation;
  throw new AppError('UNKNOWN_CONFIG', `there is no gate or dynamic config "${name}"`, {
    action: `Known: ${Object.keys(state.configs).join(', ')}.`,
  });
}

function story(context: CommandContext, explanation: Explanation): string {
  const paint = paintFor(context.stdout);
  const { value, template, environment, decidedBy, rule, rules, decision } = explanation;
  const by = rule === null ? decidedBy : `${decidedBy} "${rule}"`;
  const lines = [`${paint('bold', JSON.stringify(value))}  by ${by}`];
  if (template !== null) {
    lines.push(
      `  resolved for environment ${environment ?? 'none'} from ${JSON.stringify(template)}`,
    );
  }
  for (const { rule: id, outcome, reason } of rules) {
    lines.push(`  rule "${id}" ${outcome}: ${reason}`);
  }
  const phase = decision.phase === null ? '' : `, phase "${decision.phase}"`;
  lines.push(`  version ${decision.configVersion}${phase}: ${decision.reason}`);
  return `${lines.join('\n')}\n`;
}
