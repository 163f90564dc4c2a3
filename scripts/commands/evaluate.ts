import { hash } from 'node:crypto';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { readContact } from '../../orchestrator/contact.ts';
import { realClock } from '../../orchestrator/clock.ts';
import type { Definition } from '../../orchestrator/definition/definition.ts';
import { AppError } from '../../orchestrator/errors/app-error.ts';
import { createEvaluator, type Moment } from '../../orchestrator/evaluation/evaluator.ts';
import { explain, type Explanation } from '../../orchestrator/evaluation/explain.ts';
import type { EvaluationUser } from '../../orchestrator/targeting/user.ts';
import { initialState } from '../../orchestrator/pipeline/state.ts';
import type { CommandContext } from '../command-context.ts';
import { createControlClient } from '../control-client.ts';
import { readWorkspaceFile } from '../read-workspace-file.ts';
import { paintFor } from '../render/paint.ts';
import { workspaceOption } from './workspace-option.ts';

interface EvaluateOptions {
  workspace: string;
  user: string;
  explain?: true;
  json?: true;
}

const single = z.union([z.string(), z.number(), z.boolean()]);
const userSchema = z.strictObject({
  userID: z.string().exactOptional(),
  email: z.string().exactOptional(),
  ip: z.string().exactOptional(),
  country: z.string().exactOptional(),
  appVersion: z.string().exactOptional(),
  appID: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  custom: z.record(z.string(), z.union([single, z.null(), z.array(single)])).exactOptional(),
  customIDs: z.record(z.string(), z.string()).exactOptional(),
});

/** `evaluate NAME --user JSON [--explain] [--json]`: the value of a gate or dynamic config for one user. */
export function evaluateCommand(context: CommandContext): Command {
  return new Command('evaluate')
    .summary('ask a gate or dynamic config for one user')
    .description(
      'Ask a gate or dynamic config of the workspace file for one user; after the releases of the orchestrator where one runs.',
    )
    .argument('<name>', 'the gate or dynamic config')
    .addOption(workspaceOption())
    .addOption(new Option('--user <json>', 'who asks').default('{}'))
    .option('--explain', 'say which rule decided, and why not the others')
    .option('--json', 'print the whole explanation as one line of JSON')
    .addHelpText(
      'after',
      `
Keys of a user: userID, email, ip, country, appVersion, appID, environment, custom, customIDs.

Examples:
  $ colorteller evaluate colorteller --user '{"environment":"production","custom":{"region":"us-west1"}}' --explain
  $ colorteller evaluate checkout --user '{"userID":"u1"}' --json`,
    )
    .action(async (name: string, options: EvaluateOptions) => {
      const user = parseUser(options.user);
      const { definition } = await readWorkspaceFile(options.workspace);
      const moment = await presentMoment(definition, options.workspace);
      const evaluator = createEvaluator(definition, (text) => hash('sha256', text, 'buffer'));
      const explanation = explain(evaluator, definition, { name, user, moment });
      if (explanation === undefined) throw unknown(definition, name);
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
    json = JSON.parse(text);
  } catch (cause) {
    throw badUser('it is not JSON', cause);
  }
  const parsed = userSchema.safeParse(json);
  if (!parsed.success) throw badUser(z.prettifyError(parsed.error), parsed.error);
  return parsed.data;
}

function badUser(why: string, cause: unknown): AppError {
  return new AppError('BAD_INPUT', `--user is not a user: ${why}`, {
    action: `Write for example: --user '{"userID":"u1","custom":{"region":"us-west1"}}'`,
    cause,
  });
}

/** The releases of the running orchestrator; the definition alone where none runs. */
async function presentMoment(definition: Definition, workspace: string): Promise<Moment> {
  const initial = initialState(definition);
  const nowMs = realClock.nowMs();
  const contact = await readContact(workspace);
  if (contact === undefined) return { nowMs, configs: initial };
  try {
    const state = await createControlClient(contact.url, contact.key).state();
    const phasesOf = new Map(state.pipelines.map(({ name, phases }) => [name, phases]));
    const releases = state.releases.map((view) => {
      const phases = phasesOf.get(view.pipeline) ?? [];
      return [view.id, { ...view, phases, records: view.phases }] as const;
    });
    return {
      nowMs: state.nowMs,
      configs: { configs: state.configs, releases: Object.fromEntries(releases) },
    };
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_RUNNING')
      return { nowMs, configs: initial };
    throw error;
  }
}

function unknown({ gates, dynamicConfigs }: Definition, name: string): AppError {
  const names = [...gates, ...dynamicConfigs].map((one) => one.name).join(', ');
  return new AppError('UNKNOWN_CONFIG', `there is no gate or dynamic config "${name}"`, {
    action: `Known: ${names}.`,
  });
}

function story(context: CommandContext, explanation: Explanation): string {
  const paint = paintFor(context.stdout);
  const { value, decidedBy, rule, rules, decision } = explanation;
  const by = rule === null ? decidedBy : `${decidedBy} "${rule}"`;
  const lines = [`${paint('bold', JSON.stringify(value))}  by ${by}`];
  for (const { rule: id, outcome, reason } of rules) {
    lines.push(`  rule "${id}" ${outcome}: ${reason}`);
  }
  if (decision !== null) {
    const phase = decision.phase === null ? '' : `, phase "${decision.phase}"`;
    lines.push(`  default: version ${decision.configVersion}${phase}: ${decision.reason}`);
  }
  return `${lines.join('\n')}\n`;
}
