import { z } from 'zod';
import {
  approvalSchema,
  clockAdvanceSchema,
  clockResumeSchema,
  configChangeSchema,
  confirmSchema,
  editPlanRequestSchema,
  holdSchema,
  noBodySchema,
  phaseActionSchema,
  releaseActionSchema,
  retrySchema,
  rollbackSchema,
  shutdownSchema,
} from '../../../orchestrator/control-plane/schemas.ts';
import { fieldsOf, table, typeOf, type Schema } from './schema-table.ts';

/** A path of the control plane. */
interface Documented {
  answer: string;
  /** Whose key it needs. Left out: none where only this machine comes, else the control key. */
  key?: 'control' | 'server' | 'evaluation' | 'session';
  body?: z.ZodType | string;
  /** Codes besides BAD_INPUT, UNAUTHORIZED and RATE_LIMITED. */
  errors?: string;
}

const ON_RELEASE = 'UNKNOWN_RELEASE, NOTHING_ACTIVE, ACTION_REFUSED, HELD, WINDOW_CLOSED';

/** By method and path as the router has them; `test/unit/docs/http.test.ts` compares. */
export const HTTP_PATHS: Readonly<Record<string, Documented>> = {
  'GET /': { answer: 'The page; without a session it shows and changes nothing' },
  'GET /p/:code': { answer: 'Begins a session by a code that works once, and leads to the page' },
  'GET /page/session': { answer: 'Whether the browser has a session' },
  'GET /page/:name': { answer: 'A file of the page' },
  'GET /healthz': { answer: '`{ok}`' },
  'GET /metrics': { answer: 'Everything that is measured, for Prometheus' },
  'GET /api/state': {
    answer: 'Everything a client shows; by `Accept: text/event-stream` at each change',
  },
  'GET /api/page/stream': { answer: 'Server-sent events of the page' },
  'GET /api/events': {
    answer: '`{events}` after `?after=SEQ`; by `Accept: text/event-stream` as they come',
  },
  'GET /api/decisions/:region': {
    answer: '`{value, configVersion, release}`: what a Pulumi program asks for',
    errors: 'UNKNOWN_REGION, DECISION_SOURCE_UNAVAILABLE',
  },
  'GET /api/evaluate/:name': {
    answer: 'Who gets what and why; `?user=` JSON of a user',
    errors: 'UNKNOWN_CONFIG',
  },
  'GET /api/gitops/diff': {
    answer: '`{patch}`: what the phases that wait would commit',
    errors: 'GITOPS_FAILED',
  },
  'GET /api/versions': { answer: '`{versions}`: the images that were built' },
  'GET /api/stacks/:stack': { answer: 'What a Pulumi program deploys', errors: 'NOT_FOUND' },
  'GET /api/stacks/:stack/log': { answer: 'What its last update said', errors: 'NOT_FOUND' },
  'GET /api/stacks/:stack/log/stream': {
    answer: 'The same as server-sent events',
    errors: 'NOT_FOUND',
  },
  'GET /api/plan': {
    answer: 'What the next phase would do of `?release=ID`, with its hash',
    errors: 'UNKNOWN_RELEASE, UPDATE_FAILED',
  },
  'POST /api/previews': {
    body: "`action`, its `release` or `config`, and what the action's own path takes",
    answer: 'What it would do; nothing changes',
  },
  'GET /api/configs/:config/schema': {
    answer: '`{config, schema}`: what values may be',
    errors: 'UNKNOWN_CONFIG',
  },
  'GET /api/exposures': { answer: 'Who was given what, as SDKs reported it; `?after=SEQ`' },
  'GET /api/traffic': { answer: 'What our own requests measured' },
  'GET /api/traffic/stream': { answer: 'The same as server-sent events' },
  'GET /api/webhooks': { answer: '`{webhooks}`: the last delivery of each' },
  'POST /api/edits/plan': {
    key: 'control',
    body: editPlanRequestSchema,
    answer: 'What a workspace file would do in place of the present one; nothing changes',
    errors: 'WORKSPACE_INVALID, NOT_SUPPORTED, UPDATE_FAILED',
  },
  'POST /api/edits/confirm': {
    key: 'control',
    body: confirmSchema,
    answer:
      '`{seq, edit, regions, stacks}`: the edit of the workspace file that took effect, and what it deletes',
    errors: 'NO_CHANGE, EDIT_DELETES, and whatever refuses the edit',
  },
  'POST /api/configs/:config': {
    key: 'control',
    body: configChangeSchema,
    answer: '`{seq, release}`, 202',
    errors:
      'UNKNOWN_CONFIG, UNKNOWN_IMAGE, INVALID_VALUE, NO_CHANGE, RELEASE_ACTIVE, STALE_CONFIG, AUTOMATION_HELD, HELD',
  },
  'POST /api/configs/:config/rollback': {
    key: 'control',
    body: rollbackSchema,
    answer: '`{seq, release}`',
    errors:
      'UNKNOWN_CONFIG, UNKNOWN_RELEASE, INVALID_VALUE, ACTION_REFUSED, RELEASE_ACTIVE, STALE_CONFIG, NO_CHANGE',
  },
  'POST /api/holds': {
    key: 'control',
    body: holdSchema,
    answer: '`{seq, holds}`',
    errors: 'UNKNOWN_CONFIG, UNKNOWN_REGION, ACTION_REFUSED',
  },
  'POST /api/releases/:id/approve': {
    key: 'control',
    body: approvalSchema,
    answer: '`{seq, release, counted}`',
    errors: `${ON_RELEASE}, STALE_PHASE, SELF_APPROVAL, PLAN_CHANGED, PLAN_DELETES`,
  },
  'POST /api/releases/:id/:action': {
    key: 'control',
    body: phaseActionSchema,
    answer: '`{seq, release}`; of `pause`, `unpause`, `skip`',
    errors: `${ON_RELEASE}, STALE_PHASE, NOT_FOUND`,
  },
  'POST /api/clock/advance': {
    key: 'control',
    body: clockAdvanceSchema,
    answer: '`{clock, events}`, once what became due is in the log',
    errors: 'CLOCK_IS_REAL',
  },
  'POST /api/clock/to-next-event': {
    key: 'control',
    body: noBodySchema,
    answer: '`{clock, events}`',
    errors: 'CLOCK_IS_REAL, ACTION_REFUSED',
  },
  'POST /api/clock/pause': {
    key: 'control',
    body: noBodySchema,
    answer: '`{clock, events}`',
    errors: 'CLOCK_IS_REAL',
  },
  'POST /api/clock/resume': {
    key: 'control',
    body: clockResumeSchema,
    answer: '`{clock, events}`',
    errors: 'CLOCK_IS_REAL',
  },
  'POST /api/retry': {
    key: 'control',
    body: retrySchema,
    answer: '`{stacks}` that will be tried, 202',
    errors: 'NOT_FOUND',
  },
  'POST /api/faults': {
    key: 'control',
    body: '`fault` (as in the [definition](definition.md#faults)), `replace`, `actor`, `reason`',
    answer: '`{seq, faults}`',
  },
  'POST /api/faults/clear': {
    key: 'control',
    body: '`name` or null for all, `actor`, `reason`',
    answer: '`{seq, faults}`',
    errors: 'UNKNOWN_FAULT',
  },
  'POST /api/traffic': {
    key: 'control',
    body: '`isOn`, `ratePerSecond`, `actor`',
    answer: 'What was measured so far',
  },
  'POST /api/webhooks/:name/test': {
    key: 'control',
    answer: 'How the delivery went',
    errors: 'NOT_FOUND, WEBHOOK_FAILED',
  },
  'POST /api/page': {
    key: 'control',
    answer: '`{pageUrl}`, 201: an address of the page that opens a session once',
  },
  'POST /api/shutdown': {
    key: 'control',
    body: shutdownSchema,
    answer: '`{stopping, destroy}`, 202',
    errors: 'PROTECTED',
  },
  'GET /v2/download_config_specs/:file': {
    key: 'server',
    answer:
      'The specs of Statsig (br, gzip or plain), or that there is nothing newer than `?sinceTime=MS`',
  },
  'GET /v1/download_config_specs/:file': { key: 'server', answer: 'The same, as older SDKs ask' },
  'POST /v1/log_event': {
    key: 'server',
    body: 'exposures, as SDKs post them',
    answer: '`{success}`',
  },
  'POST /v1/get_id_lists': { key: 'server', answer: 'Segments of more than 1000 ids' },
  'GET /v1/id_lists/:fileID': { answer: 'Such a list; its address is the secret' },
  'POST /ofrep/v1/evaluate/flags/:key': {
    key: 'evaluation',
    body: '`context`',
    answer: 'A flag, as OpenFeature asks for it',
  },
  'POST /ofrep/v1/evaluate/flags': {
    key: 'evaluation',
    body: '`context`',
    answer: 'All flags, with an `ETag`',
  },
  'GET /console/v1/openapi.json': {
    answer: 'The OpenAPI document of the Console API as it is here',
  },
  'GET /console/v1/docs': { answer: 'A page to read and try it on' },
};

/** `docs/reference/http.md`: every path of the control plane but those of the Console API. */
export function renderHttp(): string {
  const rows = Object.entries(HTTP_PATHS).map(([path, { key, answer, errors = '' }]) => [
    `\`${path}\``,
    key ?? '',
    answer,
    errors,
  ]);
  const bodies = Object.entries(HTTP_PATHS).flatMap(([path, { body }]) =>
    body === undefined ? [] : [`## ${path}\n\n${bodyOf(body)}`],
  );
  return `# HTTP

Written from the schemas and paths of the control plane: \`npm run docs\` rewrites this page, and a test fails while it is stale. The Console API
is described [on its own page](console-api.md), and served at \`/console/v1/openapi.json\`.

- **Key.** \`control\`: \`Authorization: Bearer KEY\`, the key in \`orchestrator.json\` of the workspace, or \`--key-file\`; a session of the page
  opens the same. \`server\`: of Statsig's SDKs, in \`STATSIG-API-KEY\` or the path. \`evaluation\`: as \`Authorization: Bearer\` or \`X-API-Key\`.
  Where none stands it is needed only with \`up --listen\` (the control key, below \`/api\` and for \`/metrics\`).
- **Errors** are \`{code, message, action, details}\` with a [code](errors.md). Anywhere: BAD_INPUT (400),
  UNAUTHORIZED (401), HOST_REFUSED (403), NOT_FOUND (404), BODY_TOO_LARGE (413), RATE_LIMITED (429), INTERNAL (500).
- **What the caller saw**: \`seenSeq\`, \`ifVersion\`, \`ifRelease\` and \`phase\` let a stale action be refused, with who did what since.

${table(['path', 'key', 'answer', 'errors'], rows)}

${bodies.join('\n\n')}

## POST /api/releases/:id/{abort,rollout}

${bodyOf(releaseActionSchema)}
`;
}

function bodyOf(body: z.ZodType | string): string {
  if (typeof body === 'string') return `Body: ${body}.`;
  const rows = fieldsOf(z.toJSONSchema(body, { io: 'input' }) as Schema).map(
    ({ path, schema, isRequired }) => [
      `\`${path}\`${isRequired ? ' (needed)' : ''}`,
      typeOf(schema),
      schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``,
    ],
  );
  return rows.length === 0 ? 'Body: `{}`.' : table(['body', 'what', 'default'], rows);
}
