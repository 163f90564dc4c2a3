import { itemOf, replacedAt } from './odd-bodies.ts';
import { workspaceJsonSchema } from '../../orchestrator/core/definition/schema.ts';

interface Schema {
  anyOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  enum?: unknown[];
}

/** Every setting of a workspace file but the parts of conditions, such as `updates.timeout` or `regions.0.port`. */
export function everySetting(): string[] {
  return [...new Set(settingsIn(workspaceJsonSchema(), []))];
}

function settingsIn(schema: Schema, at: readonly string[]): string[] {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (at.at(-1) === 'conditions') return [at.join('.')];
  if (alternatives !== undefined) return alternatives.flatMap((one) => settingsIn(one, at));
  if (schema.type === 'array') return settingsIn(schema.items ?? {}, [...at, '0']);
  if (schema.properties === undefined) return [at.join('.')];
  return Object.entries(schema.properties).flatMap(([key, of]) => settingsIn(of, [...at, key]));
}

const conditions = [{ type: 'custom_field', field: 'region', operator: 'any', targetValue: ['r'] }];
const window = {
  ...{ name: 'w', kind: 'deny', rule: 'FREQ=WEEKLY', start: '2026-01-02T03:04' },
  ...{ duration: '1h', timeZone: 'Europe/Berlin' },
};
const targeting = {
  ...{
    description: 'd',
    tags: ['t'],
    archived: false,
    enabled: true,
    idType: 'companyID',
    salt: 's',
  },
  pipeline: 'p',
};
const rule = {
  name: 'r',
  id: 'i',
  salt: 's',
  environments: ['e', 'f'],
  conditions,
  passPercentage: 50,
};
const ramping = { name: 'all', ramp: { steps: [10, 50, 100], every: '1d' } };
const guardrail = {
  ...{ name: 'g', metric: 'p95', max: '250ms', window: '5m', minimumSamples: 9 },
  ...{ onBreach: 'pause', onError: 'continue', dryRun: false },
};

/** A workspace file that says something of every setting. */
export const FULL = {
  $schema: 's',
  environments: [
    { name: 'e', production: false, pipelineRequired: true, values: { redis: 'e-redis' } },
    { name: 'f' },
  ],
  regions: [
    {
      ...{ name: 'r', environment: 'e', port: 4500, replicas: 1, custom: { a: 'b' } },
      ...{ configSource: 'file', protect: false, dockerHost: 'unix:///a' },
      machine: { cpu: 1, memoryMb: 512, spot: false },
    },
    {
      ...{ name: 'other', environment: 'e', port: 4600, shardBy: { header: 'x-company' } },
      cells: [
        { name: 'cell-a', weight: 5, keys: ['acme', 'umbrella'] },
        { name: 'cell-b', weight: 95 },
      ],
    },
  ],
  stacks: [
    { name: 's', regions: ['r'] },
    { name: 't', regions: ['other'] },
  ],
  dynamicConfigs: [
    {
      ...{ name: 'colorteller', ...targeting, defaultValue: { color: 'blue' } },
      schema: { type: 'object' },
      rules: [{ ...rule, returnValue: { color: 'red' } }],
      overrides: [{ ids: ['u', 'v'], value: { color: 'tan' } }],
    },
    { name: 'shade', defaultValue: {}, rules: [{ ...ramping, returnValue: {} }] },
  ],
  gates: [
    {
      ...{ name: 'gate', ...targeting, permanent: false, defaultValue: false },
      rules: [{ ...rule, returnValue: true }],
      overrides: [{ ids: ['u', 'v'], value: true }],
    },
    { name: 'sparkle', rules: [ramping] },
  ],
  segments: [{ name: 'seg', idType: 'companyID', ids: ['u'] }],
  pipelines: [
    {
      ...{ name: 'p', onChange: 'supersede', changeWindows: [window], onRegionFailure: 'abort' },
      answerWithin: '5m',
      phases: [
        {
          ...{ id: 'one', name: 'one', requiredReview: true },
          timeInterval: '1m',
          rules: [{ name: 'r', environments: ['e', 'f'], conditions }],
          guardrails: [
            guardrail,
            { name: 'h', check: 'p95 <= 250ms' },
            { name: 'i', metric: 'latency', noWorseThan: 'baseline', confidence: 0.9 },
            { name: 'j', prometheus: { url: 'http://127.0.0.1:9090', query: 'sum(up)' }, max: 1 },
          ],
        },
        {
          ...{ name: 'last', requiredReview: true, minimumApprovals: 2, selfApproval: true },
          ...{ approvalTimeout: '1h', onApprovalTimeout: 'skip', rules: [{ conditions }] },
        },
      ],
    },
    { name: 'q', steps: [5, 50, 100], phases: [{ name: 'one', rules: [{ conditions }] }] },
  ],
  changeWindows: [window],
  prices: [
    {
      ...{ provider: 'a', machine: 'm', cpu: 4, memoryMb: 4096 },
      ...{ perHour: { onDemand: 0.2, spot: 0.1 }, regions: ['other', 'r'] },
    },
  ],
  policies: [{ pack: './p', rules: { x: 'advisory' } }],
  program: './p.ts',
  probe: { path: '/p', color: '$.c' },
  gitops: { folder: 'g', repoUrl: 'https://a.example', revision: 'dev', namespace: 'n' },
  updates: { maxParallel: 1, onFailure: 'go-on', resyncEvery: '10m', timeout: '15m' },
  backend: 'file',
  webhooks: [
    {
      ...{ name: 'w', url: 'https://a.example/', events: ['held', 'lifted'], format: 'slack' },
      secret: { env: 'SECRET' },
    },
    { name: 'v', url: { env: 'URL' } },
  ],
  faults: {
    seed: 1,
    plan: [
      { name: 'f', kind: 'fails', operation: 'create', region: 'r', nth: 1, times: 1, seed: 1 },
      { name: 'g', kind: 'slow', stack: 's', color: 'red', duration: '1s', every: 2 },
      { name: 'h', kind: 'breaks', probability: 0.5 },
    ],
  },
  contracts: { literals: 'warn' },
  traffic: { isOn: true, rate: 5 },
};

type Place = (string | number)[];

/** Where {@link FULL} says something of a setting: in the first item of a list that has it. */
function placeOf(setting: string): Place {
  const find = (value: unknown, [key, ...rest]: string[]): Place | undefined => {
    if (key === undefined) return value === undefined ? undefined : [];
    if (Array.isArray(value)) {
      const found = value.map((item: unknown) => find(item, rest));
      const index = found.findIndex((place) => place !== undefined);
      return index < 0 ? undefined : [index, ...(found[index] ?? [])];
    }
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    const place = find((value as Record<string, unknown>)[key], rest);
    return place === undefined ? undefined : [key, ...place];
  };
  const place = find(FULL, setting.split('.'));
  if (place === undefined) throw new Error(`FULL says nothing of ${setting}: add it there`);
  return place;
}

/** Another value where neither the opposite, nor one more, nor the absence of a setting is valid and means another thing. */
const OTHER: Readonly<Record<string, string | ((text: string) => string)>> = {
  'contracts.literals': 'off',
  'regions.0.environment': 'f',
  'regions.0.shardBy.header': 'x-tenant',
  'stacks.0.regions.0': (text) =>
    text
      .replace('"r"\n   ]', '""')
      .replace('"other"\n   ]', '"r"\n   ]')
      .replace('""', '"other"\n   ]'),
  'dynamicConfigs.0.defaultValue.color': 'green',
  'dynamicConfigs.0.rules.0.returnValue.color': 'green',
  'dynamicConfigs.0.overrides.0.value.color': 'green',
  'dynamicConfigs.0.rules.0.ramp.every': '2d',
  'gates.0.rules.0.ramp.every': '2d',
  'pipelines.0.changeWindows.0.kind': 'allow',
  'pipelines.0.changeWindows.0.duration': '2h',
  'pipelines.0.steps.0': (text) => text.replace(/("steps": \[\s*)5/, '$110'),
  'pipelines.0.phases.0.id': 'two',
  'pipelines.0.phases.0.approvalTimeout': '2h',
  'pipelines.0.phases.0.guardrails.0.prometheus.url': 'http://127.0.0.1:9091',
  'pipelines.0.phases.0.guardrails.0.prometheus.query': 'sum(down)',
  'pipelines.0.phases.0.guardrails.0.metric': 'p99',
  'pipelines.0.phases.0.guardrails.0.max': '300ms',
  'pipelines.0.phases.0.guardrails.0.check': 'p99 <= 250ms',
  'pipelines.0.phases.0.guardrails.0.noWorseThan': (text) =>
    text.replace(/"latency",\s+"noWorseThan": "baseline",\s+"confidence": 0.9/, '"p50", "max": 9'),
  'pipelines.0.phases.0.guardrails.0.confidence': (text) =>
    text.replace('"confidence": 0.9', '"confidence": 0.8'),
  'changeWindows.0.kind': 'allow',
  'changeWindows.0.duration': '2h',
  'prices.0.provider': 'b',
  'prices.0.machine': 'n',
  'policies.0.pack': './q',
  program: './q.ts',
  'probe.path': '/q',
  'probe.color': '$.d',
  'webhooks.0.url': 'https://b.example/',
  'webhooks.0.url.env': 'OTHER',
  'webhooks.0.secret.env': 'OTHER',
  'faults.plan.0.kind': 'breaks',
  'faults.plan.0.probability': (text) => text.replace('0.5', '0.25'),
  backend: 'postgres://127.0.0.1/pulumi',
};

/** {@link FULL} with another value of a setting: another number, another name, the opposite, or without it. */
export function edited(setting: string): string {
  const text = JSON.stringify(FULL, null, 1);
  const other = OTHER[setting];
  if (typeof other === 'function') return other(text);
  const place = placeOf(setting);
  const value = place.reduce(itemOf, FULL);
  if (typeof other !== 'string' && place.at(-1) === 'name') {
    return text.replaceAll(`"${String(value)}"`, '"renamed"');
  }
  if (other === undefined && typeof place.at(-1) === 'number') {
    const list = place.slice(0, -1);
    const rest = (list.reduce<unknown>(itemOf, FULL) as unknown[]).filter((item) => item !== value);
    return JSON.stringify(replacedAt(JSON.parse(text), list, rest));
  }
  const opposite = typeof value === 'boolean' ? !value : undefined;
  const more = typeof value === 'number' ? value + 1 : undefined;
  return JSON.stringify(replacedAt(JSON.parse(text), place, other ?? opposite ?? more));
}
