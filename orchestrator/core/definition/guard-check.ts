import { own } from '../../common/own.ts';

/** What is measured of the requests to a region: the share of errors, and percentiles of how long answers took. */
const REQUEST_METRICS = ['error-rate', 'p50', 'p95', 'p99'] as const;

/** What a replica says that its process uses: CPU as a share of one core, and resident memory. */
const USAGE_METRICS = ['cpu', 'memory'] as const;

export const GUARD_METRICS = [...REQUEST_METRICS, ...USAGE_METRICS] as const;

export type GuardMetric = (typeof GUARD_METRICS)[number];
export type RequestMetric = (typeof REQUEST_METRICS)[number];
export type UsageMetric = (typeof USAGE_METRICS)[number];

export function isUsage(metric: GuardMetric): metric is UsageMetric {
  return USAGE_METRICS.some((candidate) => candidate === metric);
}

/** `ratio`: one measured number by another, which a share and a plain number both compare with. */
export type GuardUnit = 'truth' | 'share' | 'ms' | 'bytes' | 'number' | 'ratio';

const METRIC_UNITS: Record<GuardMetric, GuardUnit> = {
  ...{ 'error-rate': 'share', p50: 'ms', p95: 'ms', p99: 'ms' },
  ...{ cpu: 'share', memory: 'bytes' },
};

type Comparison = '<' | '<=' | '>' | '>=';
export type GuardOperator = 'or' | 'and' | Comparison | '+' | '-' | '*' | '/';

/** A part of a check; `text` as it is written, for messages. */
export type GuardTerm = { text: string; unit: GuardUnit } & (
  | { kind: 'number'; value: number }
  | { kind: 'metric'; metric: GuardMetric; isBaseline: boolean }
  | { kind: 'binary'; operator: GuardOperator; left: GuardTerm; right: GuardTerm }
);

/** From the loosest to the tightest. */
const LEVELS: readonly (readonly GuardOperator[])[] = [
  ['or'],
  ['and'],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];

const UNIT_NAMES: Record<GuardUnit, string> = {
  truth: 'yes or no',
  share: 'a share (as in 2%)',
  ms: 'milliseconds (as in 250ms)',
  bytes: 'memory (as in 200MB)',
  number: 'a plain number',
  ratio: 'a ratio',
};

const TOKEN =
  /\s*(?:(?<number>\d+(?:\.\d+)?)(?<suffix>%|ms|s|[KMG]B)?|(?<word>(?:baseline\.)?[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*)|(?<sign><=|>=|[<>()+*/-]))/y;

/**
 * Reads what must hold of the measured numbers, such as `p95 <= baseline.p95 * 1.5 + 20`: nothing of it is ever run.
 * @throws SyntaxError that says what is wrong and what is allowed.
 */
export function parseGuardCheck(text: string): GuardTerm {
  const reader = createReader(text);
  const term = readLevel(reader, 0);
  if (reader.word() !== '') throw new SyntaxError(`"${reader.word()}" has no place there`);
  if (term.unit !== 'truth') {
    throw new SyntaxError('it has no limit: write a comparison, such as p95 <= 250ms');
  }
  if (!reads(term, false)) {
    throw new SyntaxError(
      `it reads no metric of the new version: name ${GUARD_METRICS.join(', ')}`,
    );
  }
  return term;
}

/** Whether a term names a metric of the old version, or else of the new one. */
export function reads(term: GuardTerm, isBaseline: boolean): boolean {
  return metricsIn(term).some((metric) => metric.isBaseline === isBaseline);
}

/** The metrics that a term names, in their order. */
export function metricsIn(term: GuardTerm): Extract<GuardTerm, { kind: 'metric' }>[] {
  if (term.kind === 'binary') return [...metricsIn(term.left), ...metricsIn(term.right)];
  return term.kind === 'metric' ? [term] : [];
}

interface Reader {
  /** What stands next; empty at the end. */
  word(): string;
  /** Its parts. */
  groups(): Readonly<Record<string, string | undefined>>;
  next(): void;
  /** Where the next word begins, and where the last one ended. */
  beginsAt(): number;
  since(begin: number): string;
}

function createReader(text: string): Reader {
  let end = 0;
  let next: RegExpExecArray | null = null;
  const peek = () => {
    TOKEN.lastIndex = end;
    next = TOKEN.exec(text);
    const rest = text.slice(end).trim();
    if (next === null && rest !== '') throw new SyntaxError(`"${rest}" is not understood`);
  };
  peek();
  return {
    word: () => next?.[0].trim() ?? '',
    groups: () => next?.groups ?? {},
    next: () => {
      end += next?.[0].length ?? 0;
      peek();
    },
    beginsAt: () => end + (next?.[0].search(/\S/) ?? 0),
    since: (begin) => text.slice(begin, end),
  };
}

function readLevel(reader: Reader, level: number): GuardTerm {
  const operators = LEVELS[level];
  if (operators === undefined) return readOperand(reader);
  const begin = reader.beginsAt();
  let left = readLevel(reader, level + 1);
  for (;;) {
    const operator = operators.find((candidate) => candidate === reader.word());
    if (operator === undefined) return left;
    reader.next();
    const right = readLevel(reader, level + 1);
    const unit = unitOf(operator, left.unit, right.unit);
    if (unit === undefined) {
      const [leftUnit, rightUnit] = [UNIT_NAMES[left.unit], UNIT_NAMES[right.unit]];
      throw new SyntaxError(`"${reader.since(begin)}" puts together ${leftUnit} and ${rightUnit}`);
    }
    left = { kind: 'binary', operator, left, right, unit, text: reader.since(begin) };
  }
}

function readOperand(reader: Reader): GuardTerm {
  const { number, suffix, word, sign } = reader.groups();
  const text = reader.word();
  if (sign === '(') {
    reader.next();
    const inner = readLevel(reader, 0);
    if (reader.word() !== ')') throw new SyntaxError(`a ")" is missing after "${inner.text}"`);
    reader.next();
    return { ...inner, text: `(${inner.text})` };
  }
  if (number !== undefined) {
    reader.next();
    return { kind: 'number', text, ...numberOf(Number(number), suffix) };
  }
  if (word === undefined) {
    throw new SyntaxError(
      text === ''
        ? 'a number or metric is missing at its end'
        : `before "${text}" a number or metric is missing`,
    );
  }
  reader.next();
  const isBaseline = word.startsWith('baseline.');
  const name = isBaseline ? word.slice('baseline.'.length) : word;
  const metric = GUARD_METRICS.find((candidate) => candidate === name);
  if (metric === undefined) {
    const metrics = GUARD_METRICS.join(', ');
    throw new SyntaxError(
      `there is no metric "${word}" (allowed: ${metrics}, each also of baseline.)`,
    );
  }
  return { kind: 'metric', metric, isBaseline, text, unit: METRIC_UNITS[metric] };
}

/** What a number is in, by what follows it, and by what it is divided to be that. */
const SUFFIXES: Readonly<Record<string, { by: number; unit: GuardUnit }>> = {
  '%': { by: 100, unit: 'share' },
  ms: { by: 1, unit: 'ms' },
  s: { by: 0.001, unit: 'ms' },
  KB: { by: 1e-3, unit: 'bytes' },
  MB: { by: 1e-6, unit: 'bytes' },
  GB: { by: 1e-9, unit: 'bytes' },
};

function numberOf(value: number, suffix = ''): { value: number; unit: GuardUnit } {
  const { by, unit } = own(SUFFIXES, suffix) ?? { by: 1, unit: 'number' };
  return { value: value / by, unit };
}

/** What comes of two operands; undefined where they do not go together. */
function unitOf(operator: GuardOperator, left: GuardUnit, right: GuardUnit): GuardUnit | undefined {
  const units = [left, right];
  if (operator === 'and' || operator === 'or') {
    return units.every((unit) => unit === 'truth') ? 'truth' : undefined;
  }
  if (units.includes('truth')) return undefined;
  switch (operator) {
    case '*':
      if (units.every(isMeasure)) return undefined;
      return units.find(isMeasure) ?? units.find((unit) => unit !== 'number') ?? left;
    case '/':
      if (left === right && left !== 'number') return 'ratio';
      return isMeasure(right) ? undefined : left;
    case '+':
    case '-':
      return areAlike(left, right) ? (left === 'number' ? right : left) : undefined;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return areAlike(left, right) ? 'truth' : undefined;
  }
}

function isMeasure(unit: GuardUnit): boolean {
  return unit === 'ms' || unit === 'bytes';
}

/** A plain number counts as milliseconds, but never as a share or as memory: `error-rate <= 2` would hold always. */
function areAlike(left: GuardUnit, right: GuardUnit): boolean {
  const pair = [left, right].sort().join(' ');
  return left === right || ['ms number', 'ratio share', 'number ratio'].includes(pair);
}
