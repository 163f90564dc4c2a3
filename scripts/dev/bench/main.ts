import { Command, Option } from 'commander';
import { ERROR_CODES } from '../../../orchestrator/common/errors/error-codes.ts';
import { toAppError } from '../../../orchestrator/common/errors/to-app-error.ts';
import { onInterrupt } from '../../cli/interrupt.ts';
import { paintFor } from '../../cli/render/paint.ts';
import { renderError } from '../../cli/render/render-error.ts';
import type { BenchGroup } from './bench-context.ts';
import { cliBench } from './cli.ts';
import { demoBench } from './demo.ts';
import { engineBench } from './engine.ts';
import { evaluationBench } from './evaluation.ts';
import type { Figure } from './figure.ts';
import { fleetBench } from './fleet.ts';
import { loopBench } from './loop.ts';
import { pageBench } from './page.ts';
import { routerBench } from './router.ts';
import { sdkBench } from './sdk.ts';
import { storeBench } from './store.ts';
import { testkitBench } from './testkit.ts';

const GROUPS: Record<string, BenchGroup> = {
  cli: cliBench,
  demo: demoBench,
  loop: loopBench,
  fleet: fleetBench,
  engine: engineBench,
  store: storeBench,
  evaluation: evaluationBench,
  router: routerBench,
  sdk: sdkBench,
  page: pageBench,
  testkit: testkitBench,
};

async function main(): Promise<void> {
  const options = new Command('npm run bench --')
    .description('Measure, and print medians with their ratio to a baseline taken in the same run.')
    .addOption(new Option('--only <group>', 'run one group').choices(Object.keys(GROUPS)))
    .option('--json', 'print one line of JSON per figure')
    .addHelpText('after', '\nExamples:\n  $ npm run bench\n  $ npm run bench -- --only loop --json')
    .parse()
    .opts<{ only?: string; json?: true }>();
  const signal = onInterrupt();
  const isJson = options.json === true;
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  const isSelected = options.only !== undefined;
  const context = { env: process.env, signal, isSelected, progress };
  const names = options.only === undefined ? Object.keys(GROUPS) : [options.only];
  for (const name of names) {
    const figures = (await GROUPS[name]?.(context)) ?? [];
    for (const figure of figures)
      process.stdout.write(isJson ? `${JSON.stringify(figure)}\n` : line(figure));
  }
}

function line({ group, name, value, unit, baseline, ratio, goal, met }: Figure): string {
  const against = baseline === null ? '' : `  bare ${baseline} ${unit}, ratio ${ratio ?? ''}`;
  const verdict = met === null ? '' : `  goal ${goal ?? ''}: ${met ? 'met' : 'MISSED'}`;
  return `${group.padEnd(6)} ${name.padEnd(48)} ${String(value).padStart(8)} ${unit}${against}${verdict}\n`;
}

main().catch((thrown: unknown) => {
  const error = toAppError(thrown);
  process.stderr.write(renderError(paintFor(process.stderr), error));
  process.exitCode = ERROR_CODES[error.code].exit;
});
