import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ANSWER_FAULT_EXAMPLES } from '../../../orchestrator/core/comparison/answer-fault.ts';
import { compare, type Contender } from '../../../orchestrator/core/comparison/compare.ts';
import {
  contendersOf,
  USUAL_FOR_MS,
  usualTraffic,
} from '../../../orchestrator/core/comparison/contenders.ts';
import { parseAnswerFault } from '../../../orchestrator/core/comparison/answer-fault.ts';
import {
  TRAFFIC_SHAPES,
  type TrafficModel,
} from '../../../orchestrator/core/comparison/simulated-traffic.ts';
import type { ConfigValue } from '../../../orchestrator/core/definition/definition.ts';
import { DEFAULT_FAULT_SEED } from '../../../orchestrator/core/definition/fault.ts';
import { REGION_CONFIG } from '../../../orchestrator/core/definition/region-config-name.ts';
import { choosePath } from '../../../orchestrator/core/rehearsal/choose-path.ts';
import { logPath } from '../../../orchestrator/runtime/store/log-path.ts';
import { readWholeLog } from '../../../orchestrator/runtime/store/read-history.ts';
import type { CommandContext } from '../command-context.ts';
import { addChange, CHANGE_HELP } from '../parse-change.ts';
import { currentTimeAndTooling } from '../read-current-state.ts';
import { readNamedFile, readWorkspaceFile } from '../read-workspace-file.ts';
import { paintFor } from '../render/paint.ts';
import { renderComparison } from '../render/render-comparison.ts';
import { parseCount, parseDuration, parseInterval } from './run-options.ts';
import { workspaceOption } from './workspace-option.ts';

interface CompareOptions {
  workspace: string;
  config: string;
  change: ConfigValue;
  fault: string[];
  seed: number;
  approveAfter?: number;
  noticeAfter?: number;
  for: number;
  rate?: number;
  users?: number;
  noise?: number;
  traffic: TrafficModel['shape'];
  json?: true;
}

/** `compare A B --change KEY=VALUE --fault FAULT`: plays a change and its fault through several pipelines. */
export function compareCommand(context: CommandContext): Command {
  return new Command('compare')
    .description(
      'Play the same change, and the fault that it brings, through several pipelines, in memory, and print the blast radius of each: how many requests, users and regions the bad value reaches, how long until somebody detects it, and until it is gone; and how long the change takes when all is well. Nothing has to run, and nothing is changed.',
    )
    .argument(
      '[pipelines...]',
      'pipelines of the workspace, or workspace files with a pipeline of their own; default: every pipeline',
    )
    .addOption(workspaceOption())
    .option('--config <name>', 'the dynamic config to change', REGION_CONFIG)
    .requiredOption('--change <change>', CHANGE_HELP, addChange)
    .option(
      '--fault <fault>',
      `a fault of the answers that the change brings, as fault add takes it, repeatable: ${ANSWER_FAULT_EXAMPLES.join(', ')}; default: none, so that no guardrail can see it`,
      (text: string, before: string[]) => [...before, text],
      [],
    )
    .option('--seed <number>', 'the same seed plays the same', parseCount, DEFAULT_FAULT_SEED)
    .option(
      '--approve-after <duration>',
      'approve each review after this time; default: never',
      parseDuration,
    )
    .option(
      '--notice-after <duration>',
      'a person takes the change back so long after the first region serves it; default: never',
      parseDuration,
    )
    .addOption(
      new Option('--for <duration>', 'how long the run with the fault is played')
        .argParser(parseInterval)
        .default(USUAL_FOR_MS, '24h'),
    )
    .option(
      '--rate <number>',
      'requests per second to all regions; default: that of traffic in the workspace file, else 20',
      parseRate,
    )
    .option('--users <number>', 'users of all regions; default: 10000', parseCount)
    .option(
      '--noise <percentage>',
      'share of requests that fail whatever is served; default: 0.1%',
      parsePercentage,
    )
    .addOption(
      new Option(
        '--traffic <shape>',
        'the same rate all day, or less at night (least at 04:00 UTC) and more by day',
      )
        .choices(TRAFFIC_SHAPES)
        .default('constant'),
    )
    .option('--json', 'print the comparison as one line of JSON')
    .addHelpText(
      'after',
      `
Request-minutes count what the changed value answered: 1 is every request of a minute. Users are those who made these requests; each user
asks one region. Detected and restored count from the first region that serves the change.

The reducer takes every step, guardrails are judged by simulated requests, every 5s. Not modelled: how long updates take (a region serves
a value at once), regions or updates that fail, other releases and holds, regions with more traffic than others, retries of callers, what replicas use
(guardrails of cpu and memory are not judged there and pass).

Examples:
  $ colorteller compare staged all-at-once --change color=purple --fault erroring@3% --approve-after 10m
  $ colorteller compare staged new.yaml --change color=purple --fault slow@20%+300ms --seed 7
  $ colorteller compare --change color=purple --notice-after 30m --json`,
    )
    .action(async (names: string[], options: CompareOptions) => {
      const comparison = await comparisonOf(names, options);
      context.stdout.write(
        options.json === true
          ? `${JSON.stringify(comparison)}\n`
          : renderComparison(paintFor(context.stdout), comparison),
      );
    });
}

async function comparisonOf(names: readonly string[], options: CompareOptions) {
  const { workspace, config, change, seed, rate, users, noise } = options;
  const { definition } = await readWorkspaceFile(workspace);
  const log = (await readWholeLog(logPath(workspace))) ?? [];
  const { nowMs } = await currentTimeAndTooling(workspace, log);
  const usual = usualTraffic(definition);
  const contenders =
    names.length === 0
      ? contendersOf(definition, [], config)
      : await Promise.all(
          names.map(async (name): Promise<Contender[]> => {
            if (!isFile(name)) return contendersOf(definition, [name], config);
            const file = await readNamedFile(name);
            const { definition: own } = choosePath(file.definition, { config });
            return [{ name: path.basename(name), definition: own }];
          }),
        );
  return compare({
    contenders: contenders.flat(),
    config,
    change,
    startMs: nowMs,
    approveAfterMs: options.approveAfter ?? null,
    noticeAfterMs: options.noticeAfter ?? null,
    faults: options.fault.map((text) => parseAnswerFault(text, seed)),
    forMs: options.for,
    seed,
    traffic: {
      ratePerSecond: rate ?? usual.ratePerSecond,
      users: users ?? usual.users,
      noise: noise ?? usual.noise,
      shape: options.traffic,
    },
  });
}

/** What names a workspace file and no pipeline. */
function isFile(name: string): boolean {
  return /\.(?:ya?ml|json|ts)$/i.test(name);
}

function parseRate(text: string): number {
  const rate = parseCount(text);
  if (rate >= 1 && rate <= 1_000) return rate;
  throw new InvalidArgumentError('must be 1 to 1000');
}

function parsePercentage(text: string): number {
  const percentage = Number(/^(\d+(?:\.\d+)?)%$/.exec(text)?.[1]);
  if (percentage <= 100) return percentage / 100;
  throw new InvalidArgumentError('must be a percentage, such as 0.5%');
}
