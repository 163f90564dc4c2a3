import { expect, it } from 'vitest';
import { httpPrometheus } from '../../../../../orchestrator/runtime/observation/prometheus.ts';
import { fixedAnswer } from '../../../../support/fixed-answer.ts';

const QUERY = 'sum(rate(errors[1m])) / 2 & 3';

const server = fixedAnswer();

const ask = (answer: unknown, code = 200) => {
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
  Object.assign(server, { body, status: code });
  return httpPrometheus({ url: server.url, query: QUERY }, new AbortController().signal);
};
const vector = (...values: string[]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: values.map((value) => ({ metric: {}, value: [1_700_000_000.1, value] })),
  },
});

it('asks for the value of a query now, and reads a vector of one and a scalar', async () => {
  expect(await ask(vector('0.25'))).toEqual({ value: 0.25, problem: null });
  expect(new URL(server.asked, server.url).searchParams.get('query')).toBe(QUERY);
  const scalar = { status: 'success', data: { resultType: 'scalar', result: [1, '7'] } };
  expect(await ask(scalar)).toEqual({ value: 7, problem: null });
});

it.each([
  ['no data', vector(), 200, 'has no data for the query'],
  ['several numbers', vector('1', '2'), 200, 'answers with 2 numbers; let the query have one'],
  ['no number', vector('NaN'), 200, 'answers with NaN'],
  ['a refusal', { status: 'error', error: 'parse error' }, 400, 'refuses the query: parse error'],
  ['a redirect', '', 302, 'answers with status 302'],
  ['another program', '<html>', 200, 'answers with something else than one number'],
  ['too much', 'x'.repeat(1_000_001), 200, 'answers with too much'],
])('says why there is no number: %s', async (_, answer, code, problem) => {
  const said = await ask(answer, code);
  expect(said.value).toBeNull();
  expect(said.problem).toContain(`${server.url} ${problem}`);
});

it('says that nobody answers', async () => {
  const said = await httpPrometheus(
    { url: 'http://127.0.0.1:1', query: QUERY },
    new AbortController().signal,
  );
  expect(said.problem).toMatch(/^http:\/\/127\.0\.0\.1:1 does not answer \(/);
});
