import { expect, it } from 'vitest';
import { httpReplicaMetrics } from '../../../../../orchestrator/runtime/observation/replica-metrics.ts';
import { fixedAnswer } from '../../../../support/fixed-answer.ts';

const CPU = 'process_cpu_seconds_total';
const MEMORY = 'process_resident_memory_bytes';

const server = fixedAnswer('/metrics');

const read = (answer: string, code = 200) => {
  Object.assign(server, { body: answer, status: code });
  return httpReplicaMetrics(server.url, new AbortController().signal);
};

it('reads CPU and memory, with labels or without', async () => {
  const text = `# TYPE ${CPU} counter\n${CPU} 1.5\n${MEMORY}{region="a"} 1e8\n${MEMORY}_peak 9\n`;
  expect(await read(text)).toEqual({ cpuSeconds: 1.5, memoryBytes: 1e8, problem: null });
});

it.each([
  ['one of them', `${MEMORY} 5`, 200, 5, `/metrics lacks ${CPU} or ${MEMORY}`],
  ['no number', `${CPU} NaN\n${MEMORY} NaN`, 200, null, `/metrics lacks ${CPU} or ${MEMORY}`],
  ['no metrics', '', 404, null, '/metrics answers with status 404'],
  ['them elsewhere', '', 302, null, '/metrics answers with status 302'],
])('says why where a replica has %s', async (_, answer, code, memoryBytes, problem) => {
  const expected = { cpuSeconds: null, memoryBytes, problem: `${server.url}${problem}` };
  expect(await read(answer, code)).toEqual(expected);
});
