import { expect, it } from 'vitest';
import type { AppliedVersion } from '../../../../../orchestrator/core/pipeline/records.ts';
import { probeValue } from '../../../../../orchestrator/runtime/observation/value-probe.ts';
import { fixedAnswer } from '../../../../support/fixed-answer.ts';

const BLUE = { color: 'blue', configVersion: 1, release: null };
const PURPLE = { color: 'purple', configVersion: 2, release: 'rel-1' };

const server = fixedAnswer('/settings');

const probe = (answer: string, applied: AppliedVersion | null, decided = PURPLE) => {
  server.body = answer;
  return probeValue(
    server.url,
    { path: '/settings', color: '$.theme.color' },
    { expected: () => ({ applied, decided }), signal: new AbortController().signal },
  );
};
const themed = (color: unknown) => JSON.stringify({ theme: { color } });

it('takes the value for the version that was applied, before the one that is decided', async () => {
  const again = { ...PURPLE, configVersion: 3 };
  expect(await probe(themed('purple'), PURPLE, again)).toEqual({
    answer: { ...PURPLE, instance: server.url },
    problem: null,
  });
});

it('takes another value for the decided version, which an update may just have brought', async () => {
  expect((await probe(themed('purple'), BLUE)).answer).toEqual({ ...PURPLE, instance: server.url });
});

it.each([
  ['of no version', themed('green'), /answers "green", and "blue" was applied$/],
  ['no text', themed(5), /\/settings has 5 at \$\.theme\.color, not a text$/],
  ['nowhere', '{}', /\/settings has nothing at \$\.theme\.color, not a text$/],
  ['no JSON', '<html>', /\/settings has nothing at \$\.theme\.color/],
])('says what is wrong with a value that is %s', async (_, answer, problem) => {
  const observed = await probe(answer, BLUE);
  expect(observed.answer).toBeNull();
  expect(observed.problem).toMatch(problem);
});

it('says which status it got, and why nothing answers', async () => {
  server.status = 503;
  expect((await probe('', BLUE)).problem).toBe(`${server.url}/settings answers with status 503`);
  server.status = 200;
  const closed = await probeValue(
    'http://127.0.0.1:1',
    { path: '/', color: '$' },
    { expected: () => ({ applied: BLUE, decided: BLUE }), signal: new AbortController().signal },
  );
  expect(closed.problem).toMatch(/^http:\/\/127\.0\.0\.1:1 does not answer/);
});
