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

/** JSON has no comments: those of sections are under a key that is ignored. */
function jsonOf(document: Document): string {
  const pairs = isMap(document.contents) ? document.contents.items : [];
  const notes = [
    ['workspace', linesOf(document.commentBefore)] as const,
    ...pairs.map((pair) => [nameOf(pair), commentOf(pair)] as const),
  ].filter(([, lines]) => lines.length > 0);
  const told = {
    'x-notes': Object.fromEntries(notes.map(([name, lines]) => [name, lines.join(' ')])),
    ...(document.toJS() as object),
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}

function typescriptOf(document: Document): string {
  return [
    "import { defineWorkspace } from 'colorteller/workspace';",
    '',
    ...linesOf(document.commentBefore).map((line) => `// ${line}`),
    `export default defineWorkspace(${valueOf(document.contents, '')});`,
    '',
  ].join('\n');
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
    `${indent}${entryOf(pair, indent)},`,
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
