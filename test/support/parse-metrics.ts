/** A line of the text format of Prometheus. */
interface Sample {
  /** With the suffix of a histogram. */
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** All lines of one metric. */
export interface MetricFamily {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  samples: Sample[];
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (NaN|[+-]?Inf|-?[\d.]+(?:e[+-]?\d+)?)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/gy;

/** Reads the text format (version 0.0.4) as strictly as Prometheus does. @throws Error naming the line. */
export function parseMetrics(text: string): MetricFamily[] {
  const families = new Map<string, MetricFamily>();
  let present: MetricFamily | undefined;
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, comment, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (comment === 'HELP') {
      if (families.has(name)) throw new Error(`said twice: ${line}`);
      present = { name, type: 'gauge', help: rest, samples: [] };
      families.set(name, present);
    } else if (comment === 'TYPE') {
      if (present?.name !== name || !isType(rest)) throw new Error(`out of place: ${line}`);
      present.type = rest;
    } else {
      const sample = sampleOf(line);
      if (present === undefined || !belongs(present, sample.name)) {
        throw new Error(`of no metric: ${line}`);
      }
      present.samples.push(sample);
    }
  }
  return [...families.values()];
}

function sampleOf(line: string): Sample {
  const [, name, labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  const found = [...labels.matchAll(LABEL)];
  if (found.map(([whole]) => whole).join('') !== labels) throw new Error(`no labels: ${line}`);
  const pairs = found.map(([, label = '', text = '']) => [label, text]);
  return {
    name,
    labels: Object.fromEntries(pairs) as Record<string, string>,
    value: Number(value),
  };
}

function isType(text: string): text is MetricFamily['type'] {
  return ['counter', 'gauge', 'histogram'].includes(text);
}

function belongs({ name, type }: MetricFamily, sample: string): boolean {
  const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  return suffixes.some((suffix) => sample === `${name}${suffix}`);
}

/** What Prometheus' own check (`promtool check metrics`) would say of names, units and help; nothing where all is well. */
export function metricProblems({ name, type, help, samples }: MetricFamily): string[] {
  const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
  const problems: [boolean, string][] = [
    [help.trim() === '', 'no help'],
    [!/^[a-z][a-z0-9_]*$/.test(name), 'not in lower case with underscores'],
    [(type === 'counter') !== name.endsWith('_total'), '_total is for counters, and for all'],
    [/_(counter|gauge|histogram|count|sum|bucket|info_total)$/.test(name), 'its type in its name'],
    [/_(ms|millis|milliseconds|minutes|hours|mb|kb|percent)(_|$)/.test(name), 'no base unit'],
    [type === 'histogram' && !/_(seconds|bytes)$/.test(name), 'no unit'],
    [type !== 'histogram' && labels.has('le'), 'a label of histograms'],
    [[...labels].some((label) => !/^[a-z][a-z0-9_]*$/.test(label)), 'an odd label'],
  ];
  return problems.flatMap(([isWrong, what]) => (isWrong ? [`${name}: ${what}`] : []));
}

/** The value of a sample with exactly these labels. @throws Error */
export function valueOf(
  families: readonly MetricFamily[],
  name: string,
  labels: Record<string, string> = {},
): number {
  const wanted = JSON.stringify(Object.entries(labels).sort());
  const found = families
    .flatMap(({ samples }) => samples)
    .find(
      (sample) =>
        sample.name === name && JSON.stringify(Object.entries(sample.labels).sort()) === wanted,
    );
  if (found === undefined) throw new Error(`there is no ${name}${wanted}`);
  return found.value;
}
