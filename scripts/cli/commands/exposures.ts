import { Command } from 'commander';
import type { ExposuresAnswer } from '../../../orchestrator/control-plane/view/answers.ts';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../client/control-client.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import type { Target } from '../client/target.ts';
import { workspaceOption } from './workspace-option.ts';
import { realClock } from '../../../orchestrator/common/real-clock.ts';
import type {
  Exposure,
  ExposureSummary,
} from '../../../orchestrator/integrations/exposures/exposure.ts';

interface ExposuresOptions {
  target: Target;
  follow?: true;
  json?: true;
}

/** Poll interval of `--follow`. */
const FOLLOW_MS = 500;

/** `exposures [--follow] [--json]`: who was given what, as Statsig's SDKs reported it to the running orchestrator. */
export function exposuresCommand(context: CommandContext): Command {
  return new Command('exposures')
    .description(
      'Print SDK exposure events: which user got which version of a gate or dynamic config, since the orchestrator started.',
    )
    .addOption(workspaceOption())
    .option('--follow', 'print each new exposure, until Ctrl-C')
    .option('--json', 'print JSON: the whole answer, or one line per exposure with --follow')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller exposures\n  $ colorteller exposures --follow --json',
    )
    .action(async (options: ExposuresOptions) => {
      if (options.follow === true) await follow(context, options);
      else await printOnce(context, options);
    });
}

async function printOnce(context: CommandContext, options: ExposuresOptions): Promise<void> {
  const client = await connect(options.target);
  const answer = await client.exposures(0);
  context.stdout.write(
    options.json === true ? `${JSON.stringify(answer)}\n` : table(context, answer),
  );
}

async function follow(context: CommandContext, options: ExposuresOptions): Promise<void> {
  const client = await connect(options.target);
  const paint = paintFor(context.stdout);
  let after = 0;
  while (!context.signal.aborted) {
    for (const exposure of (await client.exposures(after)).recent) {
      after = exposure.seq;
      const line =
        options.json === true ? JSON.stringify(exposure) : renderExposure(paint, exposure);
      context.stdout.write(`${line}\n`);
    }
    await realClock.sleep(FOLLOW_MS, context.signal).catch(() => undefined);
  }
}

function table(context: CommandContext, { summaries, attachedSdks }: ExposuresAnswer): string {
  const paint = paintFor(context.stdout);
  if (summaries.length === 0) {
    return `No exposures yet; ${attachedSdks} SDKs are connected by push.\n`;
  }
  return summaries.map((summary) => `${renderExposureSummary(paint, summary)}\n`).join('');
}

/** One report of an SDK as a line. */
function renderExposure(paint: Paint, exposure: Exposure): string {
  const { atMs, userID, region, value } = exposure;
  const who = userID ?? 'someone';
  const where = region === null || region === who ? '' : ` in ${region}`;
  const answer = value === null ? '' : ` ${value ? 'yes' : 'no'}`;
  return `${paint('dim', timeOf(atMs))}  ${paint('bold', who)}${where}: ${whatOf(exposure)}${answer}`;
}

/** Equal reports as one line with their count. */
function renderExposureSummary(paint: Paint, summary: ExposureSummary): string {
  const { count, region, environment, lastAtMs } = summary;
  const times = `${String(count).padStart(6)}×`;
  const where = region ?? environment;
  return `${times}  ${paint('bold', where)}: ${whatOf(summary)}  ${paint('dim', `last ${timeOf(lastAtMs)}`)}`;
}

function whatOf({
  config,
  configVersion,
  release,
  rule,
}: Pick<Exposure, 'config' | 'configVersion' | 'release' | 'rule'>): string {
  const version = configVersion === null ? '' : ` version ${configVersion}`;
  const by = release === null ? '' : ` of ${release}`;
  return `${config}${version}${by}, rule ${rule}`;
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}
