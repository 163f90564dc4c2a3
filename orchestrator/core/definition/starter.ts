import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { WORKSPACE_FILE, WORKSPACE_FILE_JSON, WORKSPACE_FILE_TS } from './walkthrough.ts';

/** The languages of a workspace file, each with the name of the file. */
export const FORMATS = {
  yaml: WORKSPACE_FILE,
  json: WORKSPACE_FILE_JSON,
  ts: WORKSPACE_FILE_TS,
} as const;

export type Format = keyof typeof FORMATS;

/** A workspace file in YAML, written in another language; its comments stay. */
export function inFormat(yaml: string, format: Format): string {
  if (format === 'yaml') return yaml;
  const document = parseDocument(yaml);
  return format === 'json' ? jsonOf(document) : typescriptOf(document);
}

/** JSON has no comments: those of sections are under keys that are ignored, as are sections that are comments. */
function jsonOf(document: Document): string {
  const pairs = isMap(document.contents) ? document.contents.items : [];
  const { prose, section } = endOf(document);
  const notes = [
    ['workspace', linesOf(document.commentBefore)] as const,
    ...pairs.map((pair) => [nameOf(pair), commentOf(pair)] as const),
    ...section.map((pair) => [`x-${nameOf(pair)}`, [...prose, ...commentOf(pair)]] as const),
  ].filter(([, lines]) => lines.length > 0);
  const off = section.map((pair) => [`x-${nameOf(pair)}`, pair.value] as const);
  const written = {
    'x-notes': Object.fromEntries(notes.map(([name, lines]) => [name, lines.join(' ')])),
    ...(document.toJS() as object),
    ...Object.fromEntries(off),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

function typescriptOf(document: Document): string {
  const { prose, section } = endOf(document);
  const end = [...prose, ...linesOfEntries(section, '')].map(
    (line) => `  // ${line.replace(/^\/\/ /, '')}`,
  );
  const value = valueOf(document.contents, '');
  return [
    "import { defineWorkspace } from 'colorteller/workspace';",
    '',
    ...linesOf(document.commentBefore).map((line) => `// ${line}`),
    `export default defineWorkspace(${end.length === 0 ? value : value.replace(/\}$/, ['', ...end, '}'].join('\n'))});`,
    '',
  ].join('\n');
}

/** The comment at the end of a document: what it says, and the section that it holds, for a person to take in. */
function endOf({ comment }: Document): { prose: string[]; section: Pair[] } {
  const lines = (comment ?? '').split('\n');
  const begin = lines.findIndex((line) => /^ [\w-]+:/.test(line));
  const { contents } = parseDocument(lines.slice(begin).join('\n'));
  if (begin === -1 || !isMap(contents)) return { prose: linesOf(comment), section: [] };
  return { prose: linesOf(lines.slice(0, begin).join('\n')), section: contents.items };
}

/** A map of one key that fits a line is on one. */
function isShort(node: YAMLMap): boolean {
  const [only, ...others] = node.items;
  return only !== undefined && others.length === 0 && isScalar(only.value);
}

/** A node as an expression; what follows its first line is indented. */
function valueOf(node: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (isMap(node)) {
    if (node.flow || isShort(node))
      return inline(
        '{ ',
        node.items.map((pair) => entryOf(pair, '')),
        ' }',
      );
    return ['{', ...linesOfEntries(node.items, inner), `${indent}}`].join('\n');
  }
  if (isSeq(node)) {
    if (node.flow)
      return inline(
        '[',
        node.items.map((item) => valueOf(item, '')),
        ']',
      );
    return [
      '[',
      ...node.items.map((item) => `${inner}${valueOf(item, inner)},`),
      `${indent}]`,
    ].join('\n');
  }
  return literal(isScalar(node) ? node.value : node);
}

const inline = (begin: string, parts: readonly string[], end: string) =>
  `${begin}${parts.join(', ')}${end}`;

function entryOf(pair: Pair, indent: string): string {
  const name = nameOf(pair);
  const key = /^[a-z_$][\w$]*$/i.test(name) ? name : literal(name);
  return `${key}: ${valueOf(pair.value, indent)}`;
}

function nameOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

/** Each with its comment above it. */
function linesOfEntries(pairs: readonly Pair[], indent: string): string[] {
  return pairs.flatMap((pair, index) => [
    ...(index > 0 && isScalar(pair.key) && pair.key.spaceBefore ? [''] : []),
    ...commentOf(pair).map((line) => `${indent}// ${line}`),
    ...`${indent}${entryOf(pair, indent)},`.split('\n'),
  ]);
}

/** The comment above a key, and that beside it. */
function commentOf({ key, value }: Pair): string[] {
  const above = isScalar(key) ? key.commentBefore : undefined;
  const beside = isMap(value) || isSeq(value) ? value.commentBefore : undefined;
  return [...linesOf(above), ...linesOf(beside)];
}

const linesOf = (comment: string | null | undefined): string[] =>
  comment ? comment.split('\n').map((line) => line.trim()) : [];

function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
