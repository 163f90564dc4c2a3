import {
  isMap,
  isPair,
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
  const notes = pairs.flatMap((pair) => {
    const [comment] = commentsOf(pair);
    return comment === undefined ? [] : [[nameOf(pair), comment.join(' ')] as const];
  });
  const about = linesOf(document.commentBefore).join(' ');
  const written = document.toJS() as object;
  const told = { 'x-notes': { workspace: about, ...Object.fromEntries(notes) }, ...written };
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
    const entries = node.items.flatMap((pair, index) => [
      ...(index > 0 && isScalar(pair.key) && pair.key.spaceBefore ? [''] : []),
      ...commentsOf(pair).flatMap((lines) => lines.map((line) => `${inner}// ${line}`)),
      `${inner}${entryOf(pair, inner)},`,
    ]);
    return ['{', ...entries, `${indent}}`].join('\n');
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

/** The comment above a key, as lines. */
function commentsOf(pair: unknown): string[][] {
  const key = isPair(pair) ? pair.key : undefined;
  return isScalar(key) && key.commentBefore ? [linesOf(key.commentBefore)] : [];
}

const linesOf = (comment: string | null | undefined): string[] =>
  (comment ?? '').split('\n').map((line) => line.trim());

function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
