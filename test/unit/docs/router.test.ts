import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { createRouterMetrics } from '../../../services/router/metrics.ts';
import { checkTable, tableSchema } from '../../../services/router/table.ts';

const page = await readFile(`${packageRoot}/docs/reference/router.md`, 'utf8');

/** Names of all keys below a JSON schema, `a.b` and `a[].b`. */
function keysOf(schema: z.core.JSONSchema.BaseSchema, prefix = ''): string[] {
  if (schema.anyOf?.[0] !== undefined) return keysOf(schema.anyOf[0], prefix);
  if (schema.items !== undefined) return keysOf(schema.items as typeof schema, `${prefix}[]`);
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    return [name, ...keysOf(child as typeof schema, name)];
  });
}

it('the page of the router names every key of a table', () => {
  const keys = keysOf(z.toJSONSchema(tableSchema, { io: 'input' }));
  expect(keys).toContain('cells[].weight');
  const groups = ['sticky', 'shardBy', 'healthCheck', 'limits'];
  const missing = keys.filter((key) => !groups.includes(key) && !page.includes(`| \`${key}\``));
  expect(missing).toEqual([]);
});

it('the page of the router names every metric of its own', async () => {
  const { registry } = createRouterMetrics(new Set(), () => undefined);
  const names = (await registry.getMetricsAsJSON()).map(({ name }) => name);
  const missing = names
    .filter((name) => name.startsWith('colorteller_'))
    .filter((name) => !page.includes(`| \`${name}\``));
  expect(missing).toEqual([]);
});

it('the example on the page of the router is a good table', () => {
  const [, example = ''] = /```json\n([^]*?)```/.exec(page) ?? [];
  expect(() => checkTable(JSON.parse(example))).not.toThrow();
});
