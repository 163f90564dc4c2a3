import { isAlias, isMap, isScalar, isSeq, type Document, type Node } from 'yaml';

/** What is wrong with a part of a YAML document, and the offset where that part begins. */
export interface YamlProblem {
  offset: number;
  message: string;
}

/** Aliases that one file may have. */
const MOST_ALIASES = 5_000;
/** Parts that the aliases of one file may stand for, all together: a few lines of them can mean billions. */
const MOST_REPEATED_PARTS = 100_000;

interface Anchor {
  node: Node;
  /** Of the node and what is in it; null while that is not known: an alias of the anchor would be part of itself. */
  parts: number | null;
}

/**
 * Checks what the YAML library leaves to the conversion, which says no place, or checks in quadratic time: aliases, merge
 * keys, and keys that are there twice.
 */
export function checkYaml(document: Document): YamlProblem[] {
  const problems: YamlProblem[] = [];
  const anchors = new Map<string, Anchor>();
  let aliases = 0;
  let repeatedParts = 0;
  const refuse = (node: unknown, message: string) =>
    void problems.push({ offset: offsetOf(node), message });

  const aliasParts = (node: Node, source: string): number => {
    const anchor = anchors.get(source);
    aliases += 1;
    if (anchor === undefined) {
      refuse(node, `there is no anchor &${source} above the alias *${source}; check its spelling`);
    } else if (anchor.parts === null) {
      refuse(node, `the alias *${source} is a part of what it stands for`);
    } else if (aliases === MOST_ALIASES + 1) {
      refuse(node, `there are more than ${MOST_ALIASES} aliases`);
    } else {
      const before = repeatedParts;
      repeatedParts += anchor.parts;
      if (before <= MOST_REPEATED_PARTS && repeatedParts > MOST_REPEATED_PARTS) {
        refuse(node, `the aliases up to here stand for more than ${MOST_REPEATED_PARTS} parts`);
      }
    }
    return anchor?.parts ?? 1;
  };

  /** How many parts a node has, itself included. */
  const partsOf = (node: unknown): number => {
    if (isAlias(node)) return aliasParts(node, node.source);
    const anchor = anchorOf(node);
    if (anchor !== undefined) anchors.set(anchor.name, { node: anchor.node, parts: null });
    const parts = 1 + partsInside(node);
    if (anchor !== undefined) anchors.set(anchor.name, { node: anchor.node, parts });
    return parts;
  };

  const partsInside = (node: unknown): number => {
    if (isSeq(node)) return sum(node.items.map(partsOf));
    if (!isMap(node)) return 0;
    const keys = new Set<string>();
    return sum(
      node.items.map(({ key, value }) => {
        const name = nameOf(key);
        if (keys.has(name)) refuse(key, `the key "${name}" is there twice; remove one`);
        keys.add(name);
        const parts = partsOf(key) + partsOf(value);
        if (name === '<<' && !isMergeable(value)) {
          refuse(key, '"<<" takes a map, an alias of one, or a list of those');
        }
        return parts;
      }),
    );
  };

  const isMergeable = (value: unknown): boolean => {
    const sources = isSeq(value) ? value.items : [value];
    return sources.every((source) => {
      const node = isAlias(source) ? anchors.get(source.source)?.node : source;
      // An alias of nothing is a problem already.
      return isMap(node) || (isAlias(source) && node === undefined);
    });
  };

  partsOf(document.contents);
  return problems;
}

/** As it is in the converted object; the library gives merge keys as symbols. */
function nameOf(key: unknown): string {
  const value = isScalar(key) ? key.value : key;
  return typeof value === 'symbol' ? (value.description ?? '') : String(value);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function anchorOf(node: unknown): { name: string; node: Node } | undefined {
  const isNode = isScalar(node) || isMap(node) || isSeq(node);
  return isNode && node.anchor ? { name: node.anchor, node } : undefined;
}

function offsetOf(node: unknown): number {
  const isNode = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node);
  return (isNode && node.range?.[0]) || 0;
}
