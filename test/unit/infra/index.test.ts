import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { runtime } from '@pulumi/pulumi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOrchestratorClient,
  createHttpDecisionSource,
  requireUrl,
} from '../../../infra/program/orchestrator-client.ts';
import { stackProgram } from '../../../infra/program/stack-program.ts';
import type { StackSpec } from '../../../orchestrator/ports/stack-spec.ts';
import { registrationsOf } from '../../support/registrations.ts';

const region = { environment: 'production', custom: {}, replicas: 2, host: 'process:///srv/p' };
const spec: StackSpec = {
  workspace: '/srv/shop',
  stack: 'live',
  image: 'colorteller:1',
  regions: [
    { ...region, name: 'west', port: 4401 },
    { ...region, name: 'central', port: 4411 },
  ],
};
const decision = { value: { color: 'teal', memoryMb: 64 }, configVersion: 3, release: 'rel-1' };

const answers: Record<string, [status: number, body: unknown]> = {
  '/api/stacks/live': [200, spec],
  '/api/decisions/west': [200, decision],
  '/api/decisions/central': [200, decision],
  '/api/decisions/odd': [200, { value: 'teal' }],
  '/api/decisions/gone': [
    404,
    { code: 'UNKNOWN_REGION', message: 'there is no region "gone"', action: null, details: {} },
  ],
};

describe('the ordinary Pulumi project', () => {
  const server = createServer((request, response) => {
    // A region named "slow" is never answered.
    if (request.url?.endsWith('slow')) return;
    const [status, body] = answers[request.url ?? ''] ?? [500, 'not JSON of ours'];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  let url = '';
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const decide = (name: string, timeoutMs?: number) => {
    const options = timeoutMs === undefined ? { url } : { url, timeoutMs };
    const source = createHttpDecisionSource(createOrchestratorClient(options));
    return source.decide({ region: name, environment: 'production', custom: {} });
  };

  it('registers exactly what the inline program of the orchestrator does', async () => {
    const entry = await registrationsOf(async () => {
      runtime.setConfig('colorteller:url', url);
      return { ...(await import('../../../infra/index.ts')) };
    }, 'live');
    const source = {
      decide: () => Promise.resolve(decision),
      gate: () => Promise.resolve(false),
    };
    const inline = await registrationsOf(stackProgram({ ...spec, source }), 'live');
    expect(entry.registered).toHaveLength(8);
    expect(entry).toEqual(inline);
  });

  it('gets decisions from the orchestrator', async () => {
    expect(await decide('west')).toEqual(decision);
  });

  it.each([
    ['gone', 'UNKNOWN_REGION', 'answered 404: there is no region "gone"'],
    ['odd', 'INTERNAL', 'is not what was expected'],
    ['broken', 'INTERNAL', 'answered 500: it gave no reason'],
  ])('says what is wrong when the answer for %s is', async (name, code, words) => {
    await expect(decide(name)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });

  it('does not wait for ever, and says what to do', async () => {
    await expect(decide('slow', 50)).rejects.toMatchObject({
      code: 'NOT_RUNNING',
      action: expect.stringContaining('npx colorteller up') as string,
      retryable: true,
    });
  });

  it.each([
    [undefined, 'The Pulumi config value colorteller:url is not set.'],
    [
      'localhost:1',
      'The Pulumi config value colorteller:url is "localhost:1", which is no http address.',
    ],
  ])('says what to set when the address is %s', (value, message) => {
    expect(() => requireUrl(value)).toThrow(message);
    expect(() => requireUrl(value)).toThrow(
      expect.objectContaining({
        code: 'BAD_INPUT',
        action: expect.stringContaining('pulumi config set colorteller:url') as string,
      }) as Error,
    );
  });
});
