import { describe, expect, it } from 'vitest';
import { consoleOperations } from '../../orchestrator/control-plane/console/operations.ts';
import {
  publishedOperations,
  type OperationName,
} from '../../orchestrator/control-plane/openapi/published-document.ts';
import { createConsoleClient } from '../support/console-client.ts';
import { thorough } from '../support/exhaustive.ts';
import { fullBodies, inTurn, ODD, placesIn, replacedAt } from '../support/odd-bodies.ts';
import { checkDefinition } from '../../orchestrator/core/definition/check-definition.ts';
import type { PipelineEvent } from '../../orchestrator/core/pipeline/event.ts';
import { replay } from '../../orchestrator/core/pipeline/replay.ts';
import { resolveSpecs } from '../../orchestrator/core/specs/resolve-specs.ts';
import { HTTP_PATHS } from '../support/docs/render-http.ts';
import {
  CONTROL_KEY,
  serveControlPlane,
  type ServedControlPlane,
} from '../support/served-control-plane.ts';
import { targeted } from '../support/targeting.ts';

/** The odd values that the next place gets: null, which is the most usual, and others in turn. */
const others = inTurn(ODD.slice(1), thorough(ODD.length - 1, 1));
const oddValues = () => [ODD[0], ...others()];

/** Ids of what is there, by the beginning of a path. */
const IDS: Record<string, string[]> = {
  '/gates/': ['checkout', 'third'],
  '/dynamic_configs/': ['colorteller', 'germans'],
  '/release_pipelines/': ['region-by-region'],
  '/release_pipeline_triggers/': ['rel-1'],
};

const CONDITION = { type: 'custom_field', field: 'plan', operator: 'any', targetValue: ['pro'] };
const RULE = {
  name: 'r',
  passPercentage: 50,
  conditions: [CONDITION],
  environments: ['production'],
};
const PHASE = {
  name: 'p',
  rules: [{ name: 'r', conditions: [CONDITION] }],
  requiredReview: true,
  timeIntervalMs: 0,
};
const PHASE_ID = { phaseID: 'us-west1' };
const OVERRIDES = [{ passingUserIDs: ['u'], failingUserIDs: [] }, { environmentOverrides: [] }];
const NEW = { idType: 'userID', description: 'd', rules: [RULE] };
const VALUE = {
  defaultValue: { color: 'red' },
  rules: [{ ...RULE, returnValue: { color: 'tan' } }],
};
const ENVIRONMENTS = ['development', 'staging', 'production'].map((name) => ({
  name,
  isProduction: name === 'production',
  requiresReview: false,
  requiresReleasePipeline: true,
}));

/** Bodies that each operation takes, so that odd values in them get beyond the first check. */
const GOOD: Partial<Record<OperationName, object[]>> = {
  'POST /dynamic_configs': [{ name: 'new_config', ...NEW, ...VALUE }],
  'POST /dynamic_configs/{id}': [{ description: 'd', isEnabled: true, ...VALUE }],
  'PATCH /dynamic_configs/{id}': [VALUE],
  'PATCH /dynamic_configs/{id}/rule/{ruleId}': [{ returnValue: { color: 'tan' } }],
  'POST /environments': [{ environments: ENVIRONMENTS }],
  'POST /gates': [{ name: 'new_gate', ...NEW }],
  'POST /gates/{id}': [{ description: 'd', isEnabled: true, rules: [RULE] }],
  'PATCH /gates/{id}': [{ rules: [RULE] }],
  'PUT /gates/{id}/archive': [{ archiveReason: 'old', forceArchive: true }],
  'POST /gates/{id}/overrides': OVERRIDES,
  'PATCH /gates/{id}/overrides': OVERRIDES,
  'POST /gates/{id}/rule': [RULE],
  'POST /gates/{id}/rules': [{ rules: [RULE] }],
  'PATCH /gates/{id}/rules': [{ rules: [{ ...RULE, id: 'third' }] }],
  'PATCH /gates/{id}/rules/{ruleID}': [{ passPercentage: 30 }],
  'PUT /release_pipeline_triggers/{id}/approve': [PHASE_ID],
  'PUT /release_pipeline_triggers/{id}/pause': [PHASE_ID],
  'PUT /release_pipeline_triggers/{id}/skip': [PHASE_ID],
  'PUT /release_pipeline_triggers/{id}/unpause': [PHASE_ID],
  'POST /release_pipelines': [{ name: 'new_pipeline', phases: [PHASE] }],
  'POST /release_pipelines/{id}': [{ phases: [PHASE] }],
};

/** A server of its own, with a release that waits where an operation is about one. */
async function serverFor(name: OperationName): Promise<ServedControlPlane> {
  const server = await serveControlPlane(targeted(), { isAdopted: true });
  if (!name.includes('trigger')) return server;
  const change = { defaultValue: { color: 'purple' } };
  const by = { actor: 'a', reason: null };
  await server.interpreter.submit({ type: 'config-changed', config: 'colorteller', change, ...by });
  if (!name.endsWith('unpause')) return server;
  const release = { release: 'rel-1', phase: 'us-west1' };
  await server.interpreter.submit({ type: 'release-paused', ...release, ...by });
  return server;
}

/** What an operation wrote is read as before: by clients, by SDKs, and from the log. */
async function expectReadable({ url, interpreter }: ServedControlPlane): Promise<void> {
  const headers = { 'statsig-api-key': CONTROL_KEY };
  const lists = ['gates', 'dynamic_configs', 'release_pipelines', 'environments'];
  const paths = ['/api/state', '/api/events', ...lists.map((list) => `/console/v1/${list}`)];
  const texts = await Promise.all(
    paths.map(async (path) => (await fetch(`${url}${path}`, { headers })).text()),
  );
  expect(texts.join('\n')).not.toMatch(/INTERNAL|\\ud[89a-f]/);
  const { definition } = replay(
    interpreter.events().map(({ event }) => JSON.parse(JSON.stringify(event)) as PipelineEvent),
    (event, reason) => expect({ event, reason }).toBeUndefined(),
  );
  expect(checkDefinition(definition)).toEqual([]);
  expect(() => resolveSpecs(interpreter.definition(), interpreter.state())).not.toThrow();
}

describe('the Console API has an answer to every odd body', () => {
  const operations = [...publishedOperations].filter(
    ([name, { requestBody }]) => consoleOperations[name] !== undefined && requestBody !== undefined,
  );

  it.each(operations)('of %s', async (name, { requestBody }) => {
    const schema = requestBody?.content['application/json']?.schema ?? {};
    const path = Object.entries(IDS).find(([start]) => name.includes(start))?.[1] ?? [];
    const goods = GOOD[name] ?? [{}];
    let server = await serverFor(name);
    const send = async (body: unknown) => {
      const answer = await createConsoleClient(server.url).call(name, { path, body });
      if (answer.status < 300) {
        await expectReadable(server);
        await server.close();
        server = await serverFor(name);
      }
      return answer;
    };
    for (const good of goods)
      expect(await send(good)).toMatchObject({
        status: expect.toSatisfy((s: number) => s < 300) as number,
      });
    const odd = goods.flatMap((good) =>
      fullBodies(schema).flatMap((full) =>
        placesIn(full).flatMap((place) =>
          oddValues().map((value) => replacedAt(good, place, value, full)),
        ),
      ),
    );
    for (const body of odd) {
      const { status, body: answer } = await send(body);
      if (status >= 500) expect({ body, answer }).toBeUndefined();
    }
    await server.close();
  });
});

const BY = { actor: 'ann', reason: 'why', seenSeq: 1 };
const SEEN = { ifVersion: 1, ifRelease: null };
const USER = {
  ...{ userID: 'u', email: 'e', ip: '1.1.1.1', country: 'de', appVersion: '1', appID: 'a' },
  ...{ environment: 'production', custom: { a: [1], b: 'c' }, customIDs: { deviceID: 'k1' } },
};
const CONTEXT = { targetingKey: 'u', ...USER };
const CHANGE = { set: { color: 'red', env: { A: '1' } }, unset: ['image'], automated: false };

/** Bodies that the other operations take. */
const OURS: Record<string, object[]> = {
  'POST /api/previews': [
    { action: 'config', config: 'colorteller', ...CHANGE, ...SEEN, ...BY },
    { action: 'rollback', config: 'colorteller', release: 'rel-1', ...SEEN, ...BY },
    { action: 'approve', release: 'rel-1', phase: 'us-west1', allowDelete: true, ...BY },
    { action: 'skip', release: 'rel-1', phase: 'us-west1', ...BY },
    { action: 'abort', release: 'rel-1', phase: 'us-west1', ...BY },
    { action: 'hold', type: 'hold-placed', scope: { kind: 'region', name: 'us-west1' }, ...BY },
  ],
  'POST /api/configs/:config': [{ ...CHANGE, ...SEEN, ...BY }],
  'POST /api/configs/:config/rollback': [{ release: 'rel-1', ...SEEN, ...BY }],
  'POST /api/holds': [
    { type: 'hold-placed', scope: { kind: 'config', name: 'colorteller' }, ...BY },
  ],
  'POST /api/releases/:id/approve': [{ phase: 'us-west1', allowDelete: true, ...BY }],
  'POST /api/releases/:id/:action': [{ phase: 'us-west1', ...BY }],
  'POST /api/clock/advance': [{ ms: 1 }],
  'POST /api/clock/to-next-event': [{}],
  'POST /api/clock/pause': [{}],
  'POST /api/clock/resume': [{ speed: 2 }],
  'POST /api/page': [{}],
  'POST /api/edits/plan': [{ text: 'regions: []' }],
  'POST /api/edits/confirm': [{ edit: '3f1c0a9be27d', actor: 'ann' }],
  'POST /api/retry': [{ stack: 'production' }],
  'POST /api/faults': [
    {
      fault: { name: 'f', kind: 'slow', region: 'us-west1', probability: 0.5, duration: '1s' },
      replace: false,
      actor: 'ann',
      reason: 'why',
    },
  ],
  'POST /api/faults/clear': [{ name: 'f', actor: 'ann', reason: 'why' }],
  'POST /api/traffic': [{ isOn: true, rate: 5, actor: 'ann' }],
  'POST /api/webhooks/:name/test': [{}],
  'POST /api/shutdown': [{ destroy: false, unprotect: false }],
  'POST /v1/log_event': [{ events: [{ eventName: 'x', user: USER, metadata: {} }] }],
  'POST /v1/get_id_lists': [{}],
  'POST /ofrep/v1/evaluate/flags/:key': [{ context: CONTEXT }],
  'POST /ofrep/v1/evaluate/flags': [{ context: CONTEXT }],
};

const NAMES: Record<string, string> = {
  config: 'colorteller',
  key: 'checkout',
  id: 'rel-1',
  action: 'skip',
};

describe('the other operations have an answer to every odd body', () => {
  const operations = Object.keys(HTTP_PATHS).filter((name) => name.startsWith('POST '));

  it.each(operations)('of %s', async (name) => {
    const server = await serverFor('GET /release_pipeline_triggers');
    const send = async (path: string, body: unknown) => {
      const response = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${CONTROL_KEY}` },
        body: JSON.stringify(body),
      });
      const answer = await response.text();
      if (response.status >= 500) expect({ path, body, answer }).toBeUndefined();
    };
    const goods = OURS[name];
    expect(goods, 'a body that it takes').toBeDefined();
    const template = name.slice('POST '.length);
    const path = template.replace(/:(\w+)/g, (_, key: string) => NAMES[key] ?? 'x');
    for (const good of goods ?? []) {
      await send(path, good);
      for (const place of placesIn(good)) {
        for (const value of oddValues()) await send(path, replacedAt(good, place, value));
      }
      for (const odd of ODD.filter((value) => typeof value === 'string' && value !== '')) {
        const named = encodeURIComponent(String(odd).slice(0, 500).replace('\ud800', '%'));
        await send(template.replace(/:\w+/, () => named).replace(/:\w+/, 'skip'), good);
      }
    }
    await server.close();
  });
});
