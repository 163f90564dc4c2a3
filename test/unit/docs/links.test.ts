import { stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';
import { readDocuments } from '../../support/docs/documents.ts';
import { anchorsOf, proseOf } from '../../support/docs/markdown.ts';

/** Where a file that nobody links from another document begins. */
const STARTS = ['README.md', 'CHANGELOG.md'];

const documents = await readDocuments();
const textOf = new Map(documents.map(({ file, text }) => [file, text]));

/** What a document points to: links, and pictures in Markdown or HTML; addresses elsewhere are left out. */
function targetsOf(text: string): string[] {
  const prose = proseOf(text);
  const links = [
    ...prose.matchAll(/\]\(([^)\s]+)\)/g),
    ...prose.matchAll(/(?:src|srcset)="([^"]+)"/g),
  ];
  return links.map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** The file of the house that a target of a document is, and the anchor in it. */
function resolve(from: string, target: string): { file: string; anchor: string | undefined } {
  const [file = '', anchor] = target.split('#');
  const here = file === '' ? from : path.posix.join(path.posix.dirname(from), decodeURI(file));
  return { file: here, anchor };
}

it('every link between documents leads somewhere', async () => {
  const broken: string[] = [];
  for (const { file: from, text } of documents) {
    for (const target of targetsOf(text)) {
      const { file, anchor } = resolve(from, target);
      const isThere = await stat(path.join(packageRoot, file)).then(
        () => true,
        () => false,
      );
      const other = textOf.get(file);
      const hasAnchor = anchor === undefined || other === undefined || anchorsOf(other).has(anchor);
      if (!isThere || !hasAnchor) broken.push(`${from}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

it('every document is found from the README', () => {
  const found = new Set(STARTS);
  for (const from of found) {
    for (const target of targetsOf(textOf.get(from) ?? '')) {
      const { file } = resolve(from, target);
      // A folder is looked into.
      for (const one of textOf.keys())
        if (one === file || one.startsWith(`${file}/`)) found.add(one);
    }
  }
  expect([...textOf.keys()].filter((file) => !found.has(file))).toEqual([]);
});

it('a link to a heading that is not there is seen', () => {
  expect(anchorsOf('# A _b_, c?\n\n```sh\n# no heading\n```\n\n## A b c\n')).toEqual(
    new Set(['a-_b_-c', 'a-b-c']),
  );
  expect(targetsOf('[a](b.md#c) ![d](e.png) [f](https://g.example/h)\n```\n[i](j)\n```')).toEqual([
    'b.md#c',
    'e.png',
  ]);
});
