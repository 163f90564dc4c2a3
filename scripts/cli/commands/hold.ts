import { Command, Option } from 'commander';
import { scopeText } from '../../../orchestrator/core/pipeline/scope-text.ts';
import type { Hold, HoldScope } from '../../../orchestrator/core/pipeline/records.ts';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../client/control-client.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { actorOption, reasonOption } from './actor-option.ts';
import type { Target } from '../client/target.ts';
import { workspaceOption } from './workspace-option.ts';

interface HoldOptions {
  target: Target;
  config?: string;
  region?: string;
  actor: string;
  reason?: string;
  json?: true;
}

type Verb = 'hold' | 'lift';

const DESCRIPTION: Record<Verb, string> = {
  hold: 'Block the rollout of everything ("stop the line"), of one config, or to one region, until the hold is lifted. Aborts and rollbacks are never blocked.',
  lift: 'Lift the hold on everything, one config, or one region. The blocked rollout continues at once.',
};

const EXAMPLES: Record<Verb, string> = {
  hold: '  $ colorteller hold --reason "incident 42"\n  $ colorteller hold --region us-west1\n  $ colorteller hold --config colorteller',
  lift: '  $ colorteller lift --reason "incident 42 is over"\n  $ colorteller lift --region us-west1\n  $ colorteller lift --config colorteller',
};

/** `hold` or `lift`: everything, one config or one region. */
export function holdCommand(context: CommandContext, verb: Verb): Command {
  return new Command(verb)
    .description(DESCRIPTION[verb])
    .addOption(workspaceOption())
    .addOption(new Option('--config <name>', `${verb} only this gate or dynamic config`))
    .addOption(new Option('--region <name>', `${verb} only this region`).conflicts('config'))
    .addOption(actorOption())
    .addOption(reasonOption())
    .option('--json', 'print the remaining holds as one line of JSON')
    .addHelpText('after', `\nExamples:\n${EXAMPLES[verb]}`)
    .action(async (options: HoldOptions) => {
      const client = await connect(options.target);
      const scope = scopeOf(options);
      const answer = await client.changeHold(verb === 'hold' ? 'hold-placed' : 'hold-lifted', {
        scope,
        actor: options.actor,
        reason: options.reason ?? null,
      });
      const paint = paintFor(context.stdout);
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(answer)}\n`
          : sentence(paint, verb, scope, answer.holds),
      );
    });
}

function scopeOf({ config, region }: HoldOptions): HoldScope {
  if (config !== undefined) return { kind: 'config', name: config };
  return region === undefined ? { kind: 'everything' } : { kind: 'region', name: region };
}

function sentence(paint: Paint, verb: Verb, scope: HoldScope, holds: readonly Hold[]): string {
  const done = paint('green', '✔');
  if (verb === 'hold') {
    const same = scope.kind === 'everything' ? '' : ` --${scope.kind} ${scope.name}`;
    return `${done} ${scopeText(scope)} is held. Lift the hold with: npx colorteller lift${same}\n`;
  }
  const left = holds.map((hold) => scopeText(hold.scope)).join(', ');
  const then = left === '' ? 'nothing is held' : `still held: ${left}`;
  return `${done} the hold on ${scopeText(scope)} is lifted; ${then}.\n`;
}
