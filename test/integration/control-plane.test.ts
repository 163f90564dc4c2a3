import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../orchestrator/control-plane/server/listen.ts';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { BY_ALICE } from '../support/actors.ts';
import { KEY, startTestControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { walkthrough } from '../support/walkthrough.ts';

/** The config with a schema of its values. */
const withSchema = (definition: Definition): Definition => ({
  ...definition,
  dynamicConfigs: definition.dynamicConfigs.map((config) => ({
    ...config,
    schema: {
      type: 'object',
      properties: { color: { type: 'string' }, size: { enum: ['s', 'm'] } },
    },
  })),
});

let plane: TestControlPlane;
let client: TestControlPlane['client'];
let interpreter: TestControlPlane['interpreter'];
let url: string;

beforeEach(async () => {
  plane = await startTestControlPlane(withSchema(walkthrough()));
  ({ client, interpreter, url } = plane);
});

afterEach(() => plane[Symbol.asyncDispose]());

describe('the control plane', () => {
  it('takes the walkthrough by HTTP', async () => {
    const { release } = await client.changeConfig('colorteller', {
      set: { color: 'purple' },
      ...BY_ALICE,
    });
    expect(release).toMatchObject({
      id: 'rel-1',
      status: 'WAITING_FOR_REVIEW',
      currentPhase: 'us-west1',
    });
    await client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ALICE });
    const state = await client.state();
    expect(state.regions.map(({ name, decided }) => [name, decided?.value['color']])).toEqual([
      ['us-west1', 'purple'],
      ['us-central1', 'blue'],
    ]);
    expect(await (await fetch(`${url}/api/decisions/us-west1`)).json()).toEqual({
      value: { color: 'purple' },
      configVersion: 2,
      release: 'rel-1',
    });
    const { release: done } = await client.act('rel-1', 'approve', {
      phase: 'us-central1',
      ...BY_ALICE,
    });
    expect(done).toMatchObject({ status: 'COMPLETED', currentPhase: null, waitingFor: null });
    expect((await client.events(1)).map(({ event }) => event.type)).toEqual([
      'phase-approved',
      'phase-approved',
    ]);
  });

  it('lets one of two people who approve at once win, and answers both the same', async () => {
    await client.changeConfig('colorteller', { set: { color: 'purple' }, ...BY_ALICE });
    const answers = await Promise.all(
      ['alice', 'bob'].map((actor) =>
        client.act('rel-1', 'approve', { phase: 'us-west1', actor, reason: null }),
      ),
    );
    expect(answers.map(({ release }) => release?.currentPhase)).toEqual([
      'us-central1',
      'us-central1',
    ]);
    const { phases } = (await client.state()).releases[0]!;
    expect(phases.map(({ approvals }) => approvals.map(({ actor }) => actor))).toEqual([
      ['alice'],
      [],
    ]);
  });

  it.each([
    [
      'an invalid colour',
      () => client.changeConfig('colorteller', { set: { color: '<b>' }, ...BY_ALICE }),
      'INVALID_VALUE',
    ],
    [
      'a value that its schema does not allow',
      () => client.changeConfig('colorteller', { set: { size: 'xl' }, ...BY_ALICE }),
      'INVALID_VALUE',
    ],
    [
      'a hold on an unknown config',
      () =>
        client.changeHold('hold-placed', { scope: { kind: 'config', name: 'nope' }, ...BY_ALICE }),
      'UNKNOWN_CONFIG',
    ],
    [
      'a rollback to an unknown release',
      () => client.rollBack('colorteller', { release: 'rel-9', ...BY_ALICE }),
      'UNKNOWN_RELEASE',
    ],
    [
      'an unknown config',
      () => client.changeConfig('nope', { set: {}, ...BY_ALICE }),
      'UNKNOWN_CONFIG',
    ],
    [
      'an approval of nothing',
      () => client.act('rel-1', 'approve', { phase: 'us-west1', ...BY_ALICE }),
      'UNKNOWN_RELEASE',
    ],
    ['no actor', () => client.act('rel-1', 'abort', { actor: ' ', reason: null }), 'BAD_INPUT'],
    [
      'a plan with abort',
      () => client.act('rel-1', 'abort', { plan: '0123456789ab', ...BY_ALICE }),
      'BAD_INPUT',
    ],
  ])('refuses %s', async (_, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
    expect(interpreter.events()).toEqual([]);
  });

  it('holds a scope once, until it is lifted', async () => {
    const hold = { scope: { kind: 'region', name: 'us-west1' }, ...BY_ALICE } as const;
    const { holds } = await client.changeHold('hold-placed', hold);
    expect(holds).toMatchObject([{ actor: 'alice', scope: hold.scope }]);
    await expect(client.changeHold('hold-placed', hold)).rejects.toMatchObject({
      code: 'ACTION_REFUSED',
    });
    expect((await client.changeHold('hold-lifted', hold)).holds).toEqual([]);
  });

  it('reports where a value does not fit its schema, and what would', async () => {
    await expect(
      client.changeConfig('colorteller', { set: { size: 'xl' }, ...BY_ALICE }),
    ).rejects.toMatchObject({
      message:
        '"colorteller" cannot have this value: size: Invalid option: expected one of "s"|"m" (by the schema of "colorteller")',
      details: { config: 'colorteller', property: 'size' },
    });
    const { seq } = await client.changeConfig('colorteller', { set: { size: 'm' }, ...BY_ALICE });
    expect(seq).toBe(1);
  });

  it.each([
    ['broken JSON', { body: '{', status: 400 }],
    ['a body over the limit', { body: JSON.stringify({ x: 'y'.repeat(200_000) }), status: 413 }],
    [
      'an unknown key in the body',
      { body: JSON.stringify({ set: {}, actor: 'a', colour: 'x' }), status: 400 },
    ],
  ])('refuses %s', async (_, { body, status }) => {
    const response = await fetch(`${url}/api/configs/colorteller`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(status);
    const code = status === 413 ? 'BODY_TOO_LARGE' : 'BAD_INPUT';
    expect(await response.json()).toMatchObject({ code });
  });

  it.each(['', 'Bearer wrong', 'Bearer '])(
    'changes nothing with the key "%s"',
    async (authorization) => {
      const response = await fetch(`${url}/api/shutdown`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: '{"destroy":true}',
      });
      expect(response.status).toBe(401);
      expect(plane.shutdowns).toEqual([]);
    },
  );

  it('lets nobody try keys without end, and never keeps the right one out', async () => {
    const ask = async (key: string) =>
      (
        await fetch(`${url}/api/holds`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': `10.0.0.${tried++}` },
        })
      ).status;
    let tried = 0;
    const statuses = [];
    while (tried < 61) statuses.push(await ask(`wrong-${tried}`));
    expect([statuses[0], statuses.at(-1), await ask(KEY)]).toEqual([401, 429, 400]);
  });

  it.each([
    ['POST', '/api/shutdown'],
    ['POST', '/v1/log_event'],
    ['POST', '/v1/get_id_lists'],
    ['POST', '/console/v1/gates'],
    ['POST', '/ofrep/v1/evaluate/flags'],
    ['PUT', '/nothing'],
  ])('reads no body of any length: %s %s', async (method, at) => {
    const { status, body } = await new Promise<{ status?: number; body: string }>((resolve) => {
      const sent = request(`${url}${at}`, { method, headers: { 'content-length': 5_000_000 } });
      sent.on('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, body: text }));
      });
      sent.on('error', () => undefined);
      sent.flushHeaders();
    });
    expect([status, JSON.parse(body)]).toMatchObject([413, expect.any(Object)]);
  });

  it.each(['/', '/api/state', '/metrics', '/console/v1/docs', '/nope'])(
    'lets a browser guess no type and run nothing of %s',
    async (at) => {
      const { headers } = await fetch(`${url}${at}`, { redirect: 'manual' });
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it.each([
    '/console/v1/docs/..%2f..%2fpackage.json',
    '/console/v1/docs/%2e%2e/package.json',
    '/v1/id_lists/..%2f..%2fkeys.json',
    '/v2/download_config_specs/..%2f..%2fkeys.json',
    '/api/decisions/..%2f..%2fetc%2fpasswd',
    '/api/stacks/__proto__',
    '/api/evaluate/constructor',
  ])('serves no file or foreign property by %s', async (at) => {
    const status = await new Promise((resolve) => {
      // Not fetch: that would tidy the path up first.
      const { hostname, port } = new URL(url);
      request({ hostname, port, path: at }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect([401, 404]).toContain(status);
  });

  it.each([
    ['a foreign Host', { host: 'evil.example' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
  ])('refuses %s', async (_, headers) => {
    const status = await new Promise((resolve) => {
      request(`${url}/api/state`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });

  it('answers an unknown path with what to do', async () => {
    const response = await fetch(`${url}/nope`);
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });

  it('answers a shutdown before it ends', async () => {
    await client.shutdown({ destroy: true });
    expect(plane.shutdowns).toEqual([{ destroy: true }]);
  });

  it('says which port is taken', async () => {
    const failed = listen(plane.app, { port: plane.port });
    await expect(failed).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      details: { port: plane.port },
    });
  });
});
