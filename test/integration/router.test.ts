import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createPlacement } from '../../services/router/placement.ts';
import { eventually, until } from '../support/eventually.ts';
import { metricProblems, valueOf } from '../support/parse-metrics.ts';
import { startReplica, startTestRouter, type Replica, type TestRouter } from '../support/router.ts';

const cell = (name: string, weight: number, replicas: Replica[], keys: string[] = []) => ({
  name,
  weight,
  keys,
  replicas: replicas.map(({ address }) => address),
});
const user = (name: string) => ({ headers: { 'x-user-id': name } });
const cellOf = ({ headers }: { headers: IncomingMessage['headers'] }) =>
  headers['x-colorteller-cell'];

/** Sends text on a connection of its own and resolves to all that comes back until it is closed. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  await once(socket, 'close');
  return answer;
}

/** A replica whose answers wait until they are released. */
async function startHeld() {
  const held: ServerResponse[] = [];
  const replica = await startReplica('held', (_, response) => void held.push(response));
  return { replica, held, [Symbol.asyncDispose]: replica[Symbol.asyncDispose] };
}

describe('the table', () => {
  it('changes weights under load with no request lost, and every user in the cell that the weights say', async () => {
    await using canary = await startReplica('canary');
    await using rest = await startReplica('rest');
    const cells = (weight: number) => [
      cell('canary', weight, [canary]),
      cell('rest', 100 - weight, [rest]),
    ];
    await using router = await startTestRouter({ cells: cells(5) });
    const users = Array.from({ length: 40 }, (_, index) => `user-${index}`);
    const failed: unknown[] = [];
    let answered = 0;
    let isOver = false;
    const load = users.slice(0, 8).map(async (_, client) => {
      for (let turn = client; !isOver; turn += 1) {
        const answer = await router.ask('/', user(users[turn % users.length]!)).catch(String);
        if (typeof answer === 'string' || answer.status !== 200) failed.push(answer);
        answered += 1;
      }
    });
    const cellsOf = async () =>
      Promise.all(users.map(async (name) => cellOf(await router.ask('/', user(name)))));
    for (const weight of [5, 25, 50, 100, 0]) {
      await router.use({ cells: cells(weight) });
      const placement = createPlacement(cells(weight));
      const expected = users.map(
        (name) =>
          placement.of({ shardKey: undefined, previous: undefined, user: name }, () => true)?.name,
      );
      expect(await cellsOf()).toEqual(expected);
      const before = answered;
      await until(() => answered > before + 100);
    }
    isOver = true;
    await Promise.all(load);
    expect(failed).toEqual([]);
  });

  it('stays in use while the file is torn or invalid, and the status says why', async () => {
    await using rest = await startReplica('rest');
    await using router = await startTestRouter({ cells: [cell('rest', 1, [rest])] });
    const problem = async () => (await router.status()).problem;

    await router.write('{"version":"2","cel');
    expect(await eventually('a torn file', async () => (await problem()) ?? undefined)).toMatch(
      /is not JSON$/,
    );
    expect((await router.ask('/', user('ann'))).body).toBe('rest');
    expect(JSON.parse((await router.ask('/-/router/health')).body)).toMatchObject({
      ready: true,
      version: '1',
      problem: expect.stringMatching(/is not JSON$/) as string,
    });

    await router.write('{"version":"2","region":"us-west1","cells":[]}');
    await until(async () => (await problem())?.includes('is not a routing table: cells:') === true);
    expect((await router.ask('/', user('ann'))).status).toBe(200);

    await router.use({ cells: [cell('next', 1, [rest])] });
    expect(await problem()).toBeNull();
    expect(cellOf(await router.ask('/', user('ann')))).toBe('next');
  });
});

describe('health', () => {
  it('answers 503 with the reason while no cell has a replica, and recovers by itself', async () => {
    await using a = await startReplica('a');
    await using b = await startReplica('b');
    await using router = await startTestRouter({ cells: [cell('a', 1, [a]), cell('b', 1, [b])] });
    await Promise.all([a.stop(), b.stop()]);
    const down = await eventually('that all is down', async () => {
      const answer = await router.ask('/', user('ann'));
      return answer.status === 503 ? answer : undefined;
    });
    expect(down.headers).toMatchObject({ 'retry-after': '1', 'content-type': /json/ });
    expect(JSON.parse(down.body)).toEqual({
      code: 'ALL_CELLS_DOWN',
      message: expect.stringMatching(
        /^No cell of us-west1 has a replica that answers: cell "a" \(127\.0\.0\.1:\d+: .*ECONNREFUSED.*\); cell "b"/,
      ) as string,
      action: 'Start a replica; the router finds it at its next health check.',
    });
    await b.start();
    await until(async () => (await router.ask('/', user('ann'))).body === 'b');
  });

  it('takes a dead replica out with no request lost, and back once it is there again', async () => {
    await using one = await startReplica('one');
    await using two = await startReplica('two');
    await using router = await startTestRouter({ cells: [cell('rest', 1, [one, two])] });
    const bodies = async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => router.ask('/', user('ann'))),
      );
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      return new Set(answers.map(({ body }) => body));
    };
    expect(await bodies()).toEqual(new Set(['one', 'two']));
    await one.stop();
    expect(await bodies()).toEqual(new Set(['two']));
    const replicas = async () => (await router.status()).cells[0]!.replicas;
    expect(await replicas()).toMatchObject([{ up: false }, { up: true, problem: null }]);
    await one.start();
    await until(async () => (await replicas())[0]!.up);
    expect(await bodies()).toEqual(new Set(['one', 'two']));
  });

  it('takes a replica out that says it is not ready', async () => {
    await using good = await startReplica('good');
    await using bad = await startReplica('bad', (_, response) => {
      response.writeHead(500).end();
    });
    const healthCheck = { path: '/color', everyMs: 20 };
    await using router = await startTestRouter({
      healthCheck,
      cells: [cell('rest', 1, [good, bad])],
    });
    const replicas = async () => (await router.status()).cells[0]!.replicas;
    await until(async () => !(await replicas())[1]!.up);
    expect((await replicas())[1]).toMatchObject({ problem: '/color answered 500' });
  });

  it('lets other cells stand in for one that is down, but not for a shard', async () => {
    await using a = await startReplica('a');
    await using b = await startReplica('b');
    const cells = [cell('a', 1, [a], ['acme']), cell('b', 1, [b])];
    await using router = await startTestRouter({ shardBy: { header: 'x-company' }, cells });
    const acme = { headers: { 'x-company': 'acme' } };
    expect((await router.ask('/', acme)).body).toBe('a');
    await a.stop();
    const lost = await router.ask('/', acme);
    expect(lost.status).toBe(503);
    expect(JSON.parse(lost.body)).toMatchObject({ code: 'CELL_DOWN' });
    // Nobody's shard: users of both cells are answered.
    for (const name of ['ann', 'bob', 'cid', 'dan', 'eve', 'fay']) {
      expect((await router.ask('/', user(name))).body).toBe('b');
    }
  });
});

describe('a slow cell', () => {
  it('does not hold the others, and refuses what it cannot take', async () => {
    await using slow = await startHeld();
    await using fast = await startReplica('fast');
    await using router = await startTestRouter({
      limits: { requestsPerCell: 2 },
      cells: [cell('slow', 1, [slow.replica]), cell('fast', 1, [fast])],
    });
    const to = (name: string) => ({ headers: { 'x-colorteller-cell': name } });
    const waiting = [router.ask('/', to('slow')), router.ask('/', to('slow'))];
    await until(() => slow.held.length === 2);
    const refused = await router.ask('/', to('slow'));
    expect(refused.status).toBe(503);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'CELL_BUSY' });
    expect((await router.ask('/', to('fast'))).body).toBe('fast');
    for (const response of slow.held) response.end('late');
    expect((await Promise.all(waiting)).map(({ body }) => body)).toEqual(['late', 'late']);
  });

  it('is answered for with 504 after its time, and asked only once', async () => {
    await using slow = await startHeld();
    await using router = await startTestRouter({
      limits: { responseTimeoutMs: 50 },
      cells: [cell('slow', 1, [slow.replica])],
    });
    const late = await router.ask('/x');
    expect(late.status).toBe(504);
    expect(JSON.parse(late.body)).toMatchObject({ code: 'REPLICA_TIMEOUT' });
    expect(slow.replica.seen).toEqual(['GET /x']);
  });
});

describe('a broken answer', () => {
  const cut = (_: IncomingMessage, response: ServerResponse) => void response.destroy();

  it.each([
    ['GET', undefined, 3],
    ['DELETE', undefined, 3],
    ['POST', undefined, 1],
    ['POST', 'body', 1],
    ['PUT', 'body', 1],
  ])('to %s with body %s is asked for %i times', async (method, body, times) => {
    await using broken = await startReplica('broken', cut);
    await using router = await startTestRouter({ cells: [cell('rest', 1, [broken])] });
    const answer = await router.ask('/x', { method, ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'REPLICA_FAILED' });
    expect(broken.seen).toEqual(Array.from({ length: times }, () => `${method} /x`));
  });

  it('is cut where its first bytes were sent on already', async () => {
    await using broken = await startReplica('broken', (_, response) => {
      response.write('first', () => response.destroy());
    });
    await using router = await startTestRouter({ cells: [cell('rest', 1, [broken])] });
    await expect(router.ask('/x')).rejects.toThrow(/aborted|hang up/);
    expect(broken.seen).toEqual(['GET /x']);
  });
});

describe('streams', () => {
  it('pass on each part of an upload and of a download before the next one comes', async () => {
    let received = '';
    const held: ServerResponse[] = [];
    await using replica = await startReplica('rest', (incoming, response) => {
      held.push(response);
      incoming.on('data', (chunk: Buffer) => (received += chunk.toString()));
    });
    await using router = await startTestRouter({ cells: [cell('rest', 1, [replica])] });
    const upload = request(`${router.url}/`, { method: 'POST' });
    upload.write('one');
    await until(() => received === 'one');
    upload.write('two');
    await until(() => received === 'onetwo');
    const [response] = held;
    response!.write('first');
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    let body = '';
    answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
    await until(() => body === 'first');
    upload.end();
    response!.end('last');
    await once(answer, 'end');
    expect(body).toBe('firstlast');
  });

  it('count the bytes that wait in the router', async () => {
    await using replica = await startReplica('rest', (_, response) => {
      response.end(Buffer.alloc(32 * 1024 * 1024));
    });
    await using router = await startTestRouter({ cells: [cell('rest', 1, [replica])] });
    const download = request(`${router.url}/`).end();
    const [answer] = (await once(download, 'response')) as [IncomingMessage];
    const waiting = async () =>
      valueOf(await router.metrics(), 'colorteller_router_in_flight_bytes', { cell: 'rest' });
    // Its client does not read: the router holds some, and far from all.
    const bytes = await eventually('bytes in flight', async () => (await waiting()) || undefined);
    expect(bytes).toBeLessThan(1024 * 1024);
    answer.resume();
    await once(answer, 'end');
    await until(async () => (await waiting()) === 0);
  });
});

describe('WebSockets', () => {
  const HANDSHAKE =
    'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  async function open(router: TestRouter) {
    const socket = connect(router.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.write(HANDSHAKE);
    await until(() => received.includes('\r\n\r\n'));
    return { socket, received: () => received };
  }

  it('pass both ways, and name their cell', async () => {
    await using replica = await startReplica('rest');
    await using router = await startTestRouter({ cells: [cell('rest', 1, [replica])] });
    const { socket, received } = await open(router);
    expect(received()).toMatch(/^HTTP\/1.1 101 /);
    expect(received()).toContain('x-colorteller-cell: rest');
    socket.write('ping');
    await until(() => received().endsWith('\r\n\r\nping'));
    expect((await router.status()).cells[0]!.inFlight).toBe(1);
    socket.destroy();
    await until(async () => (await router.status()).cells[0]!.inFlight === 0);
  });

  it('get the reason as JSON where there is no replica', async () => {
    await using replica = await startReplica('rest');
    await using router = await startTestRouter({
      healthCheck: { everyMs: 60_000 },
      cells: [cell('rest', 1, [replica])],
    });
    await replica.stop();
    expect(await exchange(router.port, HANDSHAKE)).toMatch(
      /^HTTP\/1.1 502 Bad Gateway\r\n[^]*"REPLICA_FAILED"/,
    );
    expect(await exchange(router.port, HANDSHAKE)).toMatch(
      /^HTTP\/1.1 503 Service Unavailable\r\n[^]*"ALL_CELLS_DOWN"/,
    );
  });

  it('are the only upgrade', async () => {
    await using replica = await startReplica('rest');
    await using router = await startTestRouter({ cells: [cell('rest', 1, [replica])] });
    const h2c = HANDSHAKE.replace('websocket', 'h2c');
    expect(await exchange(router.port, h2c)).toMatch(/^HTTP\/1.1 501 /);
    expect(replica.seen).toEqual([]);
  });
});

describe('users', () => {
  it('get a cookie only where nothing else keeps them in their cell', async () => {
    await using a = await startReplica('a');
    await using b = await startReplica('b');
    const cells = (weight: number) => [cell('a', weight, [a]), cell('b', 1, [b])];
    await using router = await startTestRouter({ cells: cells(1) });

    const first = await router.ask('/');
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    expect(cookie).toBe(
      `colorteller-cell=${first.body}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`,
    );
    const withCookie = (value: string) =>
      router.ask('/', { headers: { cookie: `x=1; colorteller-cell=${value}; y` } });
    for (const name of ['a', 'b', 'a', 'b']) {
      const again = await withCookie(name);
      expect(again.body).toBe(name);
      expect(again.headers['set-cookie']).toBeUndefined();
    }
    for (const headers of [{ 'x-user-id': 'ann' }, { 'x-colorteller-cell': 'a' }]) {
      expect((await router.ask('/', { headers })).headers['set-cookie']).toBeUndefined();
    }

    await router.use({ cells: cells(0) });
    const moved = await withCookie('a');
    expect(moved.body).toBe('b');
    expect(moved.headers['set-cookie']?.[0]).toMatch(/^colorteller-cell=b;/);
  });

  it('keep the cookie of a cell that is down for a while', async () => {
    await using a = await startReplica('a');
    await using b = await startReplica('b');
    await using router = await startTestRouter({ cells: [cell('a', 1, [a]), cell('b', 1, [b])] });
    await a.stop();
    const away = await router.ask('/', { headers: { cookie: 'colorteller-cell=a' } });
    expect(away.body).toBe('b');
    expect(away.headers['set-cookie']).toBeUndefined();
  });

  it('keep the cookies that their replica sets', async () => {
    await using rest = await startReplica('rest', (_, response) => {
      response.setHeader('Set-Cookie', ['one=1', 'two=2']).end();
    });
    await using router = await startTestRouter({ cells: [cell('rest', 1, [rest])] });
    expect((await router.ask('/')).headers['set-cookie']).toMatchObject(
      ['one=1', 'two=2', /^colorteller-cell=rest;/].map((text) =>
        typeof text === 'string' ? text : (expect.stringMatching(text) as string),
      ),
    );
  });
});

describe('headers', () => {
  async function startEcho() {
    const replica = await startReplica('echo', (incoming, response) => {
      incoming.resume();
      incoming.on('end', () => {
        response.writeHead(200, { 'Keep-Alive': 'timeout=1', 'X-Own': '1', Connection: 'x-own' });
        response.end(JSON.stringify(incoming.headers));
      });
    });
    const router = await startTestRouter({ cells: [cell('rest', 1, [replica])] });
    return {
      replica,
      router,
      [Symbol.asyncDispose]: async () => {
        await router[Symbol.asyncDispose]();
        await replica[Symbol.asyncDispose]();
      },
    };
  }

  it('of one connection stay there, and those of the router are added', async () => {
    await using echo = await startEcho();
    const answer = await echo.router.ask('/', {
      headers: {
        connection: 'x-secret, host, keep-alive',
        'x-secret': '1',
        te: 'trailers',
        'proxy-authorization': 'Basic x',
        'x-forwarded-for': '10.0.0.1',
        'x-kept': '1',
      },
    });
    const seen = JSON.parse(answer.body) as Record<string, string>;
    expect(seen).toEqual({
      host: `127.0.0.1:${echo.router.port}`,
      connection: 'keep-alive',
      'x-forwarded-for': '10.0.0.1, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': `127.0.0.1:${echo.router.port}`,
      'x-colorteller-cell': 'rest',
      'x-kept': '1',
    });
    expect(answer.headers['x-own']).toBeUndefined();
    expect(answer.headers['keep-alive']).not.toBe('timeout=1');
  });

  it.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a coding besides chunks', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['a header line without a name', ': x\r\n\r\n'],
    [
      'a header that is folded',
      'X-A: 1\r\n X-B: 2\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('with %s are refused, as servers disagree about them', async (_what, rest) => {
    await using echo = await startEcho();
    const text = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${rest}`;
    expect(await exchange(echo.router.port, text)).toMatch(/^HTTP\/1.1 400 /);
    expect(echo.replica.seen).toEqual([]);
  });

  it.each(['GET', 'POST', 'DELETE'])('frame a chunked %s as one request', async (method) => {
    await using echo = await startEcho();
    const inner = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
    const text =
      `${method} /outer HTTP/1.1\r\nHost: a\r\nConnection: close, transfer-encoding\r\n` +
      `Transfer-Encoding: chunked\r\n\r\n${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
    expect(await exchange(echo.router.port, text)).toMatch(/^HTTP\/1.1 200 /);
    expect(echo.replica.seen).toEqual([`${method} /outer`]);
  });

  it('that are too large are refused', async () => {
    await using echo = await startEcho();
    const text = `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await exchange(echo.router.port, text)).toMatch(/^HTTP\/1.1 431 /);
  });

  it('of a target with an address name the host in it', async () => {
    await using echo = await startEcho();
    const text = 'GET http://b:80/color?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    expect(await exchange(echo.router.port, text)).toContain('"host":"b"');
    expect(echo.replica.seen).toEqual(['GET /color?x=1']);
  });
});

describe('what the router answers itself', () => {
  it('are metrics by cell as Prometheus reads them', async () => {
    await using rest = await startReplica('rest', (incoming, response) => {
      response.writeHead(incoming.url === '/bad' ? 500 : 200).end();
    });
    await using router = await startTestRouter({ cells: [cell('rest', 1, [rest])] });
    for (const route of ['/', '/', '/bad']) await router.ask(route);
    const metrics = await router.metrics();
    expect(metrics.flatMap(metricProblems)).toEqual([]);
    const value = (name: string, labels: object) =>
      valueOf(metrics, `colorteller_router_${name}`, { cell: 'rest', ...labels });
    expect(value('requests_total', { status: '200' })).toBe(2);
    expect(value('requests_total', { status: '500' })).toBe(1);
    expect(value('errors_total', {})).toBe(1);
    expect(value('request_duration_seconds_count', {})).toBe(3);
    expect(value('cell_up', {})).toBe(1);
    expect(value('requests_in_flight', {})).toBe(0);
  });

  it('is 404 for other paths below its prefix, which reach no replica', async () => {
    await using rest = await startReplica('rest');
    await using router = await startTestRouter({ cells: [cell('rest', 1, [rest])] });
    expect(JSON.parse((await router.ask('/-/router/x')).body)).toMatchObject({ code: 'NOT_FOUND' });
    expect((await router.ask('/-/router/status', { method: 'POST' })).status).toBe(404);
    expect(rest.seen).toEqual([]);
  });
});

describe('the end', () => {
  it('waits for requests under way and cuts WebSockets', async () => {
    await using slow = await startHeld();
    await using router = await startTestRouter({ cells: [cell('slow', 1, [slow.replica])] });
    const socket = connect(router.port, '127.0.0.1');
    socket.write(
      'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await once(socket, 'data');
    const cut = once(socket, 'close');
    const waiting = router.ask('/');
    await until(() => slow.held.length === 1);
    const closed = router.close();
    await expect(fetch(router.url)).rejects.toThrow();
    slow.held[0]!.end('done');
    expect((await waiting).body).toBe('done');
    await Promise.all([cut, closed]);
  });
});
