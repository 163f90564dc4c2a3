import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';
import { subjectsOf } from '../../../../../orchestrator/core/definition/cells.ts';
import {
  parseDefinition,
  parseLocated,
} from '../../../../../orchestrator/core/definition/parse.ts';
import { lintDefinition } from '../../../../../orchestrator/core/evaluation/coverage.ts';
import { phaseRegions } from '../../../../../orchestrator/core/evaluation/decide.ts';

type Part = Record<string, unknown>;

const onField = (field: string, ...targetValue: string[]) => ({
  ...{ type: 'custom_field', field, operator: 'any', targetValue },
});
const phase = (name: string, conditions: Part[], more: Part = {}) => ({
  ...{ name, rules: [{ conditions }], ...more },
});
const WEST = phase('west', [onField('region', 'us-west1')], { requiredReview: true });
const EAST = phase('east', [onField('region', 'us-east1')], { timeInterval: '5m' });
const CELLS = [
  { name: 'canary', weight: 5 },
  { name: 'rest', weight: 95 },
];

/** A file with two regions; what is given changes the first region, or its pipeline. */
function file(region: Part = {}, pipeline: Part = {}, more: Part = {}): string {
  return JSON.stringify({
    environments: [{ name: 'production' }],
    regions: [
      { name: 'us-west1', environment: 'production', port: 4401, ...region },
      { name: 'us-east1', environment: 'production', port: 4402 },
    ],
    dynamicConfigs: [{ name: 'colorteller', pipeline: 'p', defaultValue: { color: 'blue' } }],
    pipelines: [{ name: 'p', phases: [WEST, EAST], ...pipeline }],
    ...more,
  });
}

const read = (text: string) => parseDefinition(text, 'w.json');

function problemOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  throw new Error('the definition was accepted');
}

describe('cells of a region', () => {
  it('are users with the fields of their region, and one of their own', () => {
    const { regions } = read(file({ cells: CELLS, custom: { tier: 'one' } }));
    expect(subjectsOf(regions).map(({ name, custom }) => [name, custom])).toEqual([
      ['us-west1/canary', { tier: 'one', region: 'us-west1', cell: 'canary' }],
      ['us-west1/rest', { tier: 'one', region: 'us-west1', cell: 'rest' }],
      ['us-east1', { region: 'us-east1' }],
    ]);
  });

  it('are nothing where no region has them', () => {
    const { regions } = read(file());
    expect(subjectsOf(regions)).toBe(regions);
  });

  const sharded = { shardBy: { header: 'x-company' } };
  it('own keys of a header', () => {
    const cells = [
      { name: 'a', keys: ['acme', 'umbrella'] },
      { name: 'b', weight: 1 },
    ];
    expect(read(file({ ...sharded, cells })).regions[0]).toMatchObject({ ...sharded, cells });
  });

  it.each<[string, Part, RegExp]>([
    ['one cell', { cells: CELLS.slice(0, 1) }, /a region with one cell is a region without cells/],
    [
      'two cells of one name',
      { cells: [...CELLS, { name: 'rest', weight: 1 }] },
      /cells\.2\.name: region "us-west1" has a cell "rest" already/,
    ],
    [
      'a name that is no DNS label',
      { cells: [{ name: 'Canary_1', weight: 1 }, ...CELLS] },
      /cells\.0\.name: the name of a cell is a DNS label/,
    ],
    ['a weight of 0', { cells: [{ name: 'a', weight: 0 }, ...CELLS] }, /cells\.0\.weight: .*>0/],
    ['neither weight nor keys', { cells: [{ name: 'a' }, ...CELLS] }, /cell "a" gets no traffic/],
    [
      'keys of no header',
      { cells: [{ name: 'a', keys: ['acme'] }, ...CELLS] },
      /keys of cell "a" need shardBy/,
    ],
    [
      'a key that two cells own',
      { ...sharded, cells: CELLS.map((cell) => ({ ...cell, keys: ['acme'] })) },
      /key "acme" is pinned to cell "canary" and to cell "rest"/,
    ],
    [
      'a key that is there twice',
      { ...sharded, cells: [{ name: 'a', keys: ['acme', 'acme'] }, ...CELLS] },
      /key "acme" is in cell "a" twice/,
    ],
    [
      'no cell for other keys',
      { ...sharded, cells: CELLS.map(({ name }) => ({ name, keys: [name] })) },
      /no cell of region "us-west1" has a weight/,
    ],
    ['a header without cells', sharded, /region "us-west1" has no cells to shard to/],
    [
      'a header in capitals',
      { shardBy: { header: 'X-Company' }, cells: CELLS },
      /the name of a header in lower case/,
    ],
  ])('are refused with %s', (_, region, problem) => {
    expect(problemOf(file(region))).toMatch(problem);
  });

  it('are chosen by phases one by one, and lint says which phase misses one', () => {
    const canary = phase('canary', [onField('cell', 'canary')]);
    const rest = phase('rest', [onField('region', 'us-west1')]);
    const whole = read(file({ cells: CELLS }, { phases: [canary, rest, EAST] }));
    expect(phaseRegions(whole, whole.pipelines[0]!.phases)).toEqual([
      ['us-west1/canary'],
      ['us-west1/rest'],
      ['us-east1'],
    ]);
    const missed = read(
      file({ cells: CELLS }, { phases: [canary, phase('x', [onField('cell', 'canry')]), EAST] }),
    );
    expect(lintDefinition(missed).map(({ kind, message }) => [kind, message])).toEqual([
      ['region-in-no-phase', expect.stringContaining('cell "us-west1/rest" is in no phase')],
      ['phase-without-regions', expect.stringContaining('phase "x"')],
      [
        'unknown-cell',
        expect.stringContaining('"canry", which no region has (cells: canary, rest)'),
      ],
    ]);
  });

  it('may get values of their own, which are checked', () => {
    const rule = (memoryMb: number) => ({
      dynamicConfigs: [
        {
          ...{ name: 'colorteller', pipeline: 'p', defaultValue: { color: 'blue' } },
          rules: [
            {
              name: 'small',
              conditions: [onField('cell', 'canary')],
              returnValue: { color: 'blue', replicas: 2, memoryMb },
            },
          ],
        },
      ],
    });
    const machine = { cells: CELLS, machine: { cpu: 1, memoryMb: 512 } };
    const prices = [
      { provider: 'a', machine: 'm', cpu: 1, memoryMb: 512, perHour: { onDemand: 1, spot: 1 } },
    ];
    const port = { port: 4410 };
    read(file({ ...machine, ...port }, {}, { ...rule(256), prices }));
    expect(problemOf(file({ ...machine, ...port }, {}, { ...rule(1024), prices }))).toMatch(
      /"us-west1" asks for a machine with 512 MiB, and 1024 do not fit/,
    );
  });
});

describe('steps of a pipeline', () => {
  const STEPS = { steps: [5, 25, 50, 100] };

  it('stand for cells of the regions that phases name, and for a phase per step', () => {
    const { regions, pipelines } = read(file({}, STEPS));
    const cells = [
      { name: 'step-5', weight: 5 },
      { name: 'step-25', weight: 20 },
      { name: 'step-50', weight: 25 },
      { name: 'step-100', weight: 50 },
    ];
    expect(regions.map((region) => region.cells)).toEqual([cells, cells]);
    const { phases } = pipelines[0]!;
    expect(
      phases.map(({ id, name, requiredReview, timeIntervalMs }) => [
        ...[id, name, requiredReview, timeIntervalMs],
      ]),
    ).toEqual([
      ['west-5', 'west 5 %', true, 0],
      ['west-25', 'west 25 %', false, 0],
      ['west-50', 'west 50 %', false, 0],
      ['west-100', 'west 100 %', false, 0],
      ['east-5', 'east 5 %', false, 300_000],
      ['east-25', 'east 25 %', false, 300_000],
      ['east-50', 'east 50 %', false, 300_000],
      ['east-100', 'east 100 %', false, 300_000],
    ]);
    const reached = phaseRegions(read(file({}, STEPS)), phases);
    expect(reached.slice(0, 4)).toEqual(cells.map(({ name }) => [`us-west1/${name}`]));
    expect(lintDefinition(read(file({}, STEPS)))).toEqual([]);
  });

  it('give no cells to a region that no phase names', () => {
    const { regions } = read(file({}, { ...STEPS, phases: [WEST] }));
    expect(regions.map(({ cells }) => cells?.length)).toEqual([4, undefined]);
  });

  it('mean what the expansion says when that is written into the file', () => {
    const text = file({}, STEPS);
    const { definition, expanded } = parseLocated(text, 'w.json');
    expect(read(JSON.stringify(expanded.whole))).toEqual(definition);
    expect(JSON.stringify(expanded.whole)).not.toContain('"steps"');
    expect(parseLocated(file(), 'w.json').expanded).toMatchObject({ regions: [], pipelines: [] });
  });

  const other = (steps: number[]) => ({
    pipelines: [
      { name: 'p', phases: [WEST, EAST], ...STEPS },
      { name: 'q', phases: [WEST], steps },
    ],
  });
  it.each<[string, string, RegExp]>([
    ['one step', file({}, { steps: [100] }), /name at least two steps/],
    ['a step down', file({}, { steps: [5, 5, 100] }), /step 5 is not above 5/],
    ['no last step', file({}, { steps: [5, 50] }), /the last step is 100, not 50/],
    [
      'cells besides',
      file({ cells: CELLS }, STEPS),
      /pipelines\.0\.steps: region "us-west1" has cells of its own \(canary, rest\)/,
    ],
    [
      'other steps elsewhere',
      file({}, {}, other([50, 100])),
      /region "us-west1" gets its cells by the steps of pipeline "p" \(5, 25, 50, 100\); pipeline "q" says 50, 100/,
    ],
    [
      'phases whose steps are called the same',
      file(
        {},
        {
          steps: [5, 5 + 20, 100],
          phases: [WEST, phase('west-5', []), phase('x', [], { id: 'west' })],
        },
      ),
      /phase "west" is in this pipeline already|both have a step/,
    ],
  ])('are refused with %s', (_, text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  it('may be the same in two pipelines', () => {
    expect(read(file({}, {}, other(STEPS.steps))).regions[0]?.cells).toHaveLength(4);
  });
});
