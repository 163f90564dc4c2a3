import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CONTROL_KEY,
  serveControlPlane,
  type ServedControlPlane,
} from '../support/served-control-plane.ts';
import { targeted } from '../support/targeting.ts';

let server: ServedControlPlane;

beforeEach(async () => {
  server = await serveControlPlane(targeted(), { isAdopted: true });
});

afterEach(() => server.close());

const post = async (
  path: string,
  body: string,
  headers: Record<string, string> = { authorization: `Bearer ${CONTROL_KEY}` },
) => {
  const response = await fetch(`${server.url}/ofrep/v1/evaluate/flags${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  return {
    response,
    status: response.status,
    body: text === '' ? null : (JSON.parse(text) as unknown),
  };
};

describe('OFREP', () => {
  it('evaluates one flag, with the version it came by', async () => {
    const { status, body } = await post(
      '/colorteller',
      '{"context":{"targetingKey":"u","country":"de"}}',
    );
    expect([status, body]).toEqual([
      200,
      {
        key: 'colorteller',
        reason: 'TARGETING_MATCH',
        variant: 'germans',
        value: { color: 'gold' },
        metadata: { configVersion: 1 },
      },
    ]);
  });

  it('is STATIC where nothing can make a difference', async () => {
    await server.interpreter.submit(({ definition }) => ({
      type: 'definition-changed',
      definition: {
        ...definition,
        gates: [
          ...definition.gates,
          { ...definition.gates[0]!, name: 'plain', rules: [], overrides: [] },
        ],
      },
      actor: 'a',
      reason: null,
    }));
    expect((await post('/plain', '{}')).body).toMatchObject({ reason: 'STATIC', value: false });
  });

  it('evaluates all, and says when nothing has changed', async () => {
    const ask = '{"context":{"targetingKey":"u","environment":"staging"}}';
    const first = await post('', ask);
    const { flags } = first.body as { flags: { key: string }[] };
    expect(flags.map(({ key }) => key).sort()).toEqual([
      'checkout',
      'colorteller',
      'dark',
      'kiosk',
      'nested',
    ]);
    const etag = first.response.headers.get('etag') ?? '';
    const headers = { 'x-api-key': CONTROL_KEY, 'if-none-match': etag };
    expect(await post('', ask, headers)).toMatchObject({ status: 304, body: null });
    await server.interpreter.submit({
      type: 'config-changed',
      config: 'checkout',
      change: { rules: [] },
      actor: 'a',
      reason: null,
    });
    expect((await post('', ask, headers)).status).toBe(200);
  });

  it('answers a flag of the bulk that needs a key by its error', async () => {
    const { body } = await post('', '{}');
    expect((body as { flags: unknown[] }).flags).toContainEqual({
      key: 'checkout',
      errorCode: 'TARGETING_KEY_MISSING',
      errorDetails:
        'rule "third" of "checkout" is for a percentage of users: send targetingKey in the context',
    });
  });

  it.each([
    ['/checkout', '{', 400, { key: 'checkout', errorCode: 'PARSE_ERROR' }],
    ['', '{', 400, { errorCode: 'PARSE_ERROR' }],
    ['/checkout', '{"context":[]}', 400, { key: 'checkout', errorCode: 'INVALID_CONTEXT' }],
    ['', '{"context":{"email":1}}', 400, { errorCode: 'INVALID_CONTEXT' }],
    ['/nope', '{}', 404, { key: 'nope', errorCode: 'FLAG_NOT_FOUND' }],
  ])('answers %s %s with %d', async (path, ask, status, body) => {
    expect(await post(path, ask)).toMatchObject({ status, body });
  });

  it('needs a key: 401 without, 403 with a wrong one, 429 after many', async () => {
    expect((await post('/checkout', '{}', {})).status).toBe(401);
    for (let count = 0; count < 20; count++) {
      expect((await post('/checkout', '{}', { 'x-api-key': 'wrong' })).status).toBe(403);
    }
    const { status, response } = await post('/checkout', '{}');
    expect([status, response.headers.get('retry-after')]).toEqual([429, '60']);
  });
});
