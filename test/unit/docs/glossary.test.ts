import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { FAULT_OPERATIONS } from '../../../orchestrator/core/definition/fault.ts';
import { RELEASE_ACTIONS } from '../../../orchestrator/core/pipeline/can.ts';
import { OUTPUT_SCHEMAS } from '../../../scripts/cli/outputs/output-schemas.ts';
import { WAIT_STATES } from '../../../scripts/cli/status/wait-state.ts';

const glossary = await readFile(path.join(packageRoot, 'docs/glossary.md'), 'utf8');
const state = JSON.stringify(z.toJSONSchema(OUTPUT_SCHEMAS.status));

/** The values of the enum of the state that has a word. */
function wordsBeside(word: string): string[] {
  const list = [...state.matchAll(/"enum":(\[[^\]]*\])/g)]
    .map(([, text = '']) => JSON.parse(text) as string[])
    .find((words) => words.includes(word));
  return list ?? [];
}

describe('the glossary', () => {
  it.each([
    ['Actions on a release', RELEASE_ACTIONS],
    ['Status of a release', wordsBeside('COMPLETED')],
    ['Status of a phase', wordsBeside('to-come')],
    ['Verdict of a guardrail', wordsBeside('breached')],
    ['Activity of a stack', wordsBeside('retrying')],
    ['What a script waits for', WAIT_STATES],
    ['Kinds of faults', Object.keys(FAULT_OPERATIONS)],
  ])('lists under "%s" exactly the words of the code', (heading, words) => {
    const [, section = ''] = glossary.split(`## ${heading}\n`);
    const [table = ''] = section.split('\n## ');
    const listed = [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, word]) => word);
    expect(listed.toSorted()).toEqual([...words].toSorted());
  });
});
