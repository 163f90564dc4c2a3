import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseDefinition } from '../../../orchestrator/core/definition/parse.ts';
import { workspaceSchema } from '../../../orchestrator/core/definition/schema.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
} from '../../../orchestrator/core/definition/walkthrough.ts';
import { readDocuments } from '../../support/docs/documents.ts';
import { fencesOf } from '../../support/docs/markdown.ts';
import { withSections } from '../../support/docs/save-file.ts';

/** Blocks that are of other files, by their first key. */
const OF_OTHERS = ['plugins', 'apiVersion', 'runtime'];

const blocks = (await readDocuments()).flatMap(({ file, text }) =>
  fencesOf(text)
    .filter(({ language }) => language === 'yaml')
    .map(({ line, text: part }) => ({ place: `${file}:${line}`, part })),
);

describe('the parts of workspace files in documents', () => {
  it.each(blocks)('$place is one that a workspace takes', ({ place, part }) => {
    const [first = '', ...keys] = Object.keys(parseDocument(part).toJS() as object);
    if (OF_OTHERS.includes(first)) return;
    const unknown = [first, ...keys].filter((key) => !(key in workspaceSchema.shape));
    expect(unknown, 'neither a section of a workspace file nor one of another file').toEqual([]);
    const { regions } = parseDefinition(withSections(whole(), part), place);
    expect(regions.length).toBeGreaterThan(0);
  });
});

function whole(): string {
  return walkthroughFile(WALKTHROUGH_PORTS);
}
