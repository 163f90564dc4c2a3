import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../../../orchestrator/common/package-root.ts';
import { ourDocument } from '../../../../../orchestrator/control-plane/openapi/our-document.ts';
import { publishedDocument } from '../../../../../orchestrator/control-plane/openapi/published-document.ts';
import { commandTree } from '../../../../../scripts/cli/completion/command-tree.ts';
import { RESOURCES, verbNamed } from '../../../../../scripts/cli/console/resources.ts';
import {
  OUTPUT_SCHEMAS,
  outputNamed,
  printersOf,
  type OutputName,
} from '../../../../../scripts/cli/outputs/output-schemas.ts';
import { resourceSchema } from '../../../../../scripts/cli/outputs/resource.ts';
import { createProgram } from '../../../../../scripts/cli/program.ts';
import { capturedContext } from '../../../../support/captured-context.ts';
import { expectWritten } from '../../../../support/docs/expect-written.ts';
import { JSON_FOLDER, renderCliJson } from '../../../../support/docs/render-cli-json.ts';

/** The words of every command that has `--json`. */
const withJson = commandTree(await createProgram(capturedContext({}).context))
  .filter(({ options }) => options.some(({ names }) => names.includes('--json')))
  .map(({ path }) => path);

it('every command with --json has a schema', () => {
  expect(withJson.length).toBeGreaterThan(80);
  const without = withJson.filter((path) => (outputNamed(path) ?? verbNamed(path)) === undefined);
  expect(without).toEqual([]);
});

it('every schema is of a command with --json', () => {
  const printers = (Object.keys(OUTPUT_SCHEMAS) as OutputName[]).flatMap(printersOf);
  expect(printers.filter((path) => !withJson.includes(path))).toEqual([]);
  expect(new Set(printers).size).toBe(printers.length);
});

it('what a verb of a resource prints is found in the OpenAPI document, the published one and ours', () => {
  const documents = { published: publishedDocument, ours: ourDocument('1.0.0') };
  for (const [whose, document] of Object.entries(documents)) {
    for (const { name, verbs } of RESOURCES) {
      for (const verb of verbs) {
        const { $ref } = resourceSchema(verb);
        const isMessage = verb.name === 'delete';
        const found = typeof $ref === 'string' ? at(document, $ref) : undefined;
        expect([whose, name, verb.name, typeof found]).toEqual([
          whose,
          name,
          verb.name,
          isMessage ? 'undefined' : 'object',
        ]);
      }
    }
  }
});

it(`the pages in ${JSON_FOLDER} describe every output; where they are stale: npm run docs`, async () => {
  const pages = renderCliJson();
  for (const [file, text] of pages) await expectWritten(`${JSON_FOLDER}/${file}`, text);
  const written = await readdir(path.join(packageRoot, JSON_FOLDER));
  expect(written.sort()).toEqual([...pages.keys()].sort());
}, 60_000);

it('every field is explained', () => {
  const rows = [...renderCliJson().values()]
    .flatMap((page) => page.split('\n'))
    .filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(150);
  expect(rows.filter((row) => /\|\s*\|$/.test(row))).toEqual([]);
});

function at(document: unknown, $ref: string): unknown {
  const keys = $ref.replace('openapi.json#/', '').split('/');
  return keys
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document);
}
