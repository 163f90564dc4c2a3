import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESOURCES } from '../../scripts/cli/console/resources.ts';
import type { Verb } from '../../scripts/cli/console/verb.ts';
import { colorteller } from '../support/cli.ts';
import {
  startRecordingConsole,
  TRIGGER,
  type RecordingConsole,
} from '../support/recording-console.ts';
import { consoleCommands } from '../support/console-commands.ts';
import { runCommand } from '../support/run-command.ts';
import { tempFolder } from '../support/temp-folder.ts';

const KEY = 'console-of-test';

let there: RecordingConsole;

beforeEach(async () => {
  there = await startRecordingConsole();
});

afterEach(() => there[Symbol.asyncDispose]());

const run = (args: readonly string[], stdin = '') =>
  runCommand(consoleCommands, [...args, '--console', '--url', there.url], {
    env: { COLORTELLER_KEY: KEY, XDG_CONFIG_HOME: '/nowhere' },
    stdin,
  });

const refusal = (args: readonly string[]) =>
  run(args).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

/** Every document that an operation of the published API takes has these keys, or lets them be. */
const DOCUMENT = {
  name: 'a name',
  description: '',
  isEnabled: true,
  passPercentage: 100,
  conditions: [],
  rules: [],
  phases: [],
  passingUserIDs: [],
  failingUserIDs: [],
  environments: [],
};

const expectedBody = ({ body }: Verb): unknown => {
  if (body === 'document') return DOCUMENT;
  if (body === 'phase') return { phaseID: 'phase-2' };
  if (body === 'archive') return { forceArchive: true, archiveReason: 'why' };
  return body === 'unarchive' ? { unarchiveReason: 'why' } : undefined;
};

describe('at a console of the published API', () => {
  it.each(
    RESOURCES.flatMap(({ name, verbs }) =>
      verbs.map((verb) => [`${name} ${verb.name}`, name, verb] as const),
    ),
  )('%s is asked as published, with the key and nothing of ours', async (_, name, verb) => {
    const names = [...verb.operation.matchAll(/\{(\w+)\}/g)].map(([, one = '']) => `the ${one}`);
    if (verb.picks === true) names.push('any');
    const filters = Object.keys(verb.filters ?? {}).flatMap((flag) => [`--${flag}`, 'a&b']);
    const flags = [
      ...(verb.body === 'document' ? ['--file', '-'] : []),
      ...(verb.body === 'archive' ? ['--force'] : []),
      ...(verb.operation.startsWith('GET') ? [] : ['--reason', 'why', '--actor', 'ann']),
    ];
    const { stdout } = await run(
      [name, verb.name, ...names, ...filters, ...flags, '--json'],
      JSON.stringify(DOCUMENT),
    );
    expect(JSON.parse(stdout)).toBeDefined();
    const { operation, address, key, ours, body } = there.requests.at(-1)!;
    const [, template = ''] = verb.operation.split(' ');
    const rest = [...names];
    const path = template.replaceAll(/\{\w+\}/g, () => encodeURIComponent(rest.shift() ?? ''));
    const query = Object.values(verb.filters ?? {}).map((parameter) => `${parameter}=a%26b`);
    expect({ operation, address, key, ours, body }).toEqual({
      operation: verb.operation,
      address: `/console/v1${path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
      key: KEY,
      ours: [],
      body: expectedBody(verb),
    });
  });

  it('the commands on a release act on its trigger', async () => {
    const { stdout, stderr } = await run(['approve', '--trigger', 'trigger-1', '--reason', 'r']);
    expect(stdout).toBe('✔ trigger-1 is approved; now in progress, at phase "phase-2".\n');
    expect(stderr).toContain("Statsig's API takes no reason for this");
    for (const action of ['pause', 'unpause', 'skip', 'rollout', 'abort']) {
      await run([action, '--release', 'trigger-1', '--json']);
      expect(there.requests.at(-1)).toMatchObject({
        operation: `PUT /release_pipeline_triggers/{id}/${action}`,
        body: ['rollout', 'abort'].includes(action) ? undefined : { phaseID: 'phase-2' },
      });
    }
  });

  it('find the active one, or say which there are', async () => {
    expect(await refusal(['skip'])).toMatchObject({
      code: 'BAD_INPUT',
      message: 'several triggers are active: any, any, any',
    });
    there.answers.set('GET /release_pipeline_triggers', onlyWith());
    expect(await refusal(['skip'])).toMatchObject({ code: 'NOTHING_ACTIVE' });
  });

  it('a stale phase is refused with what has happened', async () => {
    for (const args of [
      ['approve', '--trigger'],
      ['triggers', 'approve'],
    ]) {
      expect(await refusal([...args, 'trigger-1', '--phase', 'phase-1'])).toMatchObject({
        code: 'STALE_PHASE',
        message:
          'phase "phase-1" is not the current one: trigger trigger-1 is at "phase-2" now; since then SKIPPED "phase-1" by Bob at 1970-01-01T00:01:00.000Z',
      });
    }
    const isChange = ({ operation }: { operation: string }) => operation.startsWith('PUT');
    expect(there.requests.some(isChange)).toBe(false);
  });

  it('an edit sends only what it touches', async () => {
    await run(['gates', 'update', 'g', '--set', 'isEnabled=false']);
    expect(there.requests.map(({ body }) => body)).toEqual([{ isEnabled: false }]);
    const phases = [{ id: 'one', name: 'One', timeIntervalMs: 0, requiredReview: true, rules: [] }];
    there.answers.set('GET /release_pipelines/{id}', {
      status: 200,
      body: { message: '', data: { id: 'p', name: 'p', phases } },
    });
    await run(['pipelines', 'update', 'p', '--set', 'phases.0.requiredReview=false']);
    expect(there.requests.at(-1)?.body).toEqual({
      phases: [{ ...phases[0], requiredReview: false }],
    });
    expect(await refusal(['gates', 'update', 'g'])).toMatchObject({ code: 'BAD_INPUT' });
  });

  it('pages are followed, and the key goes nowhere else', async () => {
    const page = (id: string, nextPage: string | null) => ({
      status: 200,
      body: { message: '', data: [{ id }], pagination: { nextPage } },
    });
    there.answers.set('GET /gates', page('a', '/console/v1/gates/b/gate_references?page=2'));
    there.answers.set('GET /gates/{id}/gate_references', page('b', null));
    expect((await run(['gates', 'list'])).stdout).toBe('ID\na\nb\n');
    await using elsewhere = await startRecordingConsole();
    for (const next of [`${elsewhere.url}/console/v1/gates`, '/console/v1/gates']) {
      there.answers.set('GET /gates', page('a', next));
      expect(await refusal(['gates', 'list'])).toMatchObject({ code: 'CONSOLE_FAILED' });
    }
    const headers = { location: `${elsewhere.url}/console/v1/gates` };
    there.answers.set('GET /gates', { status: 307, headers });
    expect(await refusal(['gates', 'list'])).toMatchObject({ code: 'CONSOLE_FAILED' });
    expect(elsewhere.requests).toEqual([]);
  });

  it.each<[number, unknown, string, RegExp]>([
    [400, { status: 400, message: ['a', 'b'], errors: [KEY] }, 'BAD_INPUT', /^a; b$/],
    [401, { status: 401, message: `no ${KEY}` }, 'UNAUTHORIZED', /^no …$/],
    [403, { status: 403, message: 'no' }, 'FORBIDDEN', /^no$/],
    [404, { status: 404, message: 'no' }, 'NOT_FOUND', /^no$/],
    [429, { status: 429, message: 'wait' }, 'RATE_LIMITED', /^wait$/],
    [500, { status: 500, message: 'ouch' }, 'CONSOLE_FAILED', /failed with status 500: ouch$/],
    [502, undefined, 'CONSOLE_FAILED', /answered with status 502 and no reason$/],
    [200, undefined, 'CONSOLE_FAILED', /not in the format of the Console API$/],
  ])('an answer %i %j is reported as %s, without the key', async (status, body, code, message) => {
    there.answers.set('GET /gates', { status, body });
    const error = await refusal(['gates', 'list']);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(JSON.stringify(error) + String(error)).not.toContain(KEY);
  });

  it('by the command line: a context of it, and what is only here refused', async () => {
    await using home = await tempFolder();
    const env = { XDG_CONFIG_HOME: home.path, STATSIG_CONSOLE: KEY };
    there.answers.set('GET /release_pipeline_triggers', onlyWith('IN_PROGRESS'));
    const add = ['context', 'add', 'statsig', '--url', there.url, '--key-env', 'STATSIG_CONSOLE'];
    await colorteller([...add, '--console'], env);
    await colorteller(['context', 'use', 'statsig'], env);
    const listed = await colorteller(['triggers', 'list', '--status', 'IN_PROGRESS'], env);
    expect(listed.stdout).toMatch(/^ID +STATUS[^\n]*\ntrigger-1 +IN_PROGRESS +checkout/);
    const refused = await Promise.all(
      [['hold'], ['clock', 'advance', '2h'], ['status'], ['config', 'set', 'a', 'b=c']].map(
        async (args) => (await colorteller(args, env)).stderr,
      ),
    );
    for (const stderr of refused) {
      expect(stderr).toMatch(
        /works only with ColorTeller.*\[ONLY_HERE\]\n next Supported there: approve, .*gates/,
      );
    }
    expect(there.requests).toHaveLength(1);
  });
});

function onlyWith(...statuses: string[]) {
  const data = statuses.map((status) => ({ ...TRIGGER, status }));
  const pagination = { itemsPerPage: 10, pageNumber: 1, nextPage: null, previousPage: null };
  return { status: 200, body: { message: '', data, pagination } };
}
