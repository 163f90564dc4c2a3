import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  PreviewAnswer,
  SchemaAnswer,
} from '../../orchestrator/control-plane/routes/preview-routes.ts';
import { BY_ALICE } from '../support/actors.ts';
import { KEY, startTestControlPlane, type TestControlPlane } from '../support/control-plane.ts';

let plane: TestControlPlane;

beforeEach(async () => {
  plane = await startTestControlPlane();
});

afterEach(() => plane[Symbol.asyncDispose]());

async function send(path: string, body: object, key?: string) {
  const headers = {
    'content-type': 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${plane.url}/api/${path}`, request);
  return { status: response.status, body: (await response.json()) as never };
}

const preview = async (action: object): Promise<PreviewAnswer> =>
  (await send('previews', { ...BY_ALICE, ...action })).body;

const changeColor = (color: string) =>
  plane.client.changeConfig('colorteller', { set: { color }, ...BY_ALICE });

const eventTypes = () => plane.interpreter.events().map(({ event }) => event.type);

describe('POST /api/previews', () => {
  it('needs no key, shows the result of an action, and changes nothing', async () => {
    await changeColor('purple');
    const before = eventTypes();
    const shown = await preview({ action: 'approve', release: 'rel-1', phase: 'us-west1' });
    expect(shown).toMatchObject({
      seq: 1,
      allowed: true,
      regions: [{ region: 'us-west1', from: { color: 'blue' }, to: { color: 'purple' } }],
      phases: [{ id: 'us-central1', approvalsNeeded: 1, status: 'waiting' }],
    });
    expect(eventTypes()).toEqual(before);
  });

  it('names the place of what is wrong with a value, and what no region could run', async () => {
    const bad = await preview({ action: 'config', config: 'colorteller', set: { color: 'nope!' } });
    expect(bad).toMatchObject({
      allowed: false,
      refusal: { code: 'INVALID_VALUE' },
      problems: [{ path: ['color'] }],
    });
    const small = await preview({ action: 'config', config: 'colorteller', set: { memoryMb: 5 } });
    expect(small).toMatchObject({ allowed: false, problems: [{ path: ['memoryMb'] }] });
  });

  it('takes what the routes take, and no more', async () => {
    const wrong = await send('previews', { action: 'approve', release: 'rel-1', ...BY_ALICE });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'BAD_INPUT' } });
  });
});

describe('a stale click', () => {
  it.each([
    ['releases/rel-1/skip', { phase: 'us-west1' }, 'STALE_PHASE'],
    ['releases/rel-1/rollout', { phase: 'us-west1' }, 'STALE_PHASE'],
    ['releases/rel-1/pause', { phase: 'us-west1' }, 'STALE_PHASE'],
    [
      'configs/colorteller',
      { set: { color: 'red' }, ifVersion: 1, ifRelease: null },
      'STALE_CONFIG',
    ],
  ])('%s is refused and says what people did since', async (path, body, code) => {
    await changeColor('purple');
    await plane.client.act('rel-1', 'approve', { phase: 'us-west1', actor: 'bob', reason: 'ok' });
    const { status, body: refused } = await send(path, { ...BY_ALICE, ...body, seenSeq: 1 }, KEY);
    const since = [
      { seq: 2, type: 'phase-approved', actor: 'bob', reason: 'ok', phase: 'us-west1' },
    ];
    expect({ status, refused }).toMatchObject({
      status: 409,
      refused: { code, details: { since } },
    });
  });

  it('is shown by its preview, too', async () => {
    await changeColor('purple');
    await plane.client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ALICE });
    const stale = { action: 'skip', release: 'rel-1', phase: 'us-west1', seenSeq: 1 };
    expect(await preview(stale)).toMatchObject({
      refusal: { code: 'STALE_PHASE' },
      since: [{ actor: 'alice', type: 'phase-approved' }],
    });
  });

  it('answers the second of two approvals at once that it did not count', async () => {
    await changeColor('purple');
    const path = 'releases/rel-1/approve';
    const answers = [
      await send(path, { ...BY_ALICE, phase: 'us-west1' }, KEY),
      await send(path, { actor: 'bob', phase: 'us-west1' }, KEY),
    ];
    expect(answers).toMatchObject([{ body: { counted: true } }, { body: { counted: false } }]);
  });
});

describe('GET /api/configs/NAME/schema', () => {
  it('is a JSON Schema of what regions can be deployed with', async () => {
    const response = await fetch(`${plane.url}/api/configs/colorteller/schema`);
    const { schema } = (await response.json()) as SchemaAnswer;
    expect(schema).toMatchObject({
      allOf: [
        { type: 'object', required: ['color'] },
        { properties: { color: { type: 'string' } } },
      ],
    });
    expect((await fetch(`${plane.url}/api/configs/nope/schema`)).status).toBe(404);
  });
});
