import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parse } from 'yaml';
import { workspaceJsonSchema } from '../../../../../orchestrator/core/definition/schema.ts';
import { walkthroughFile } from '../../../../../orchestrator/core/definition/walkthrough.ts';

const published = () => z.fromJSONSchema(workspaceJsonSchema() as z.core.JSONSchema.JSONSchema);
const GOOD = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });

describe('the JSON Schema of a workspace file', () => {
  it('accepts the walkthrough as a person writes it, defaults left out', () => {
    expect(published().safeParse(parse(GOOD)).error).toBeUndefined();
  });

  it.each([
    ['an unknown key', (t: string) => t.replace('port: 4401', 'prot: 1, port: 4401')],
    ['a missing key', (t: string) => t.replace(', port: 4401', '')],
    ['an operator that is none', (t: string) => t.replace('operator: any', 'operator: is')],
  ])('refuses %s', (_, edit) => {
    expect(published().safeParse(parse(edit(GOOD))).success).toBe(false);
  });

  it('leaves keys of the top level that begin with x- alone, as the parser does', () => {
    expect(workspaceJsonSchema()).toMatchObject({ patternProperties: { '^x-': {} } });
  });

  it('describes itself, and durations where they stand', () => {
    const text = JSON.stringify(workspaceJsonSchema());
    expect(JSON.parse(text)).toMatchObject({ title: 'ColorTeller workspace' });
    expect(text).toMatch(/"timeInterval":\{[^}]*"15m"/);
  });
});
