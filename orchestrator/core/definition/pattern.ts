/** A pattern in the words of JavaScript (flag `u`), or why it does not mean the same everywhere. */
export type ReadPattern = { source: string } | { problem: string };

/** Rust's regular expressions, which Statsig's SDKs use, mean all of Unicode by these. */
const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';
const ESCAPES: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  s: '\\p{White_Space}',
  S: '\\P{White_Space}',
  n: '\\n',
  r: '\\r',
  t: '\\t',
};
const ESCAPES_OUTSIDE_CLASSES: Readonly<Record<string, string>> = {
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
  b: `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`,
};
const PUNCTUATION = '^$\\.*+?()[]{}|/-';
const MOST_REPETITIONS = 100;

/**
 * Reads a regular expression that JavaScript and Rust take alike. What only one of them knows, or what they read
 * differently (look-around, back references, sets in classes), is a problem: an SDK would say "no match" in silence.
 */
export function readPattern(pattern: string): ReadPattern {
  const broken = syntaxProblem(pattern);
  if (broken !== undefined) return { problem: `not a regular expression: ${broken}` };
  let source = '';
  let rest = pattern;
  let isInClass = false;
  while (rest !== '') {
    const token: string = (isInClass ? IN_CLASS : OUTSIDE).exec(rest)?.[0] ?? rest;
    const translated = isInClass ? inClass(token) : outside(token);
    if (translated === undefined) return { problem: problemOf(token) };
    isInClass = isInClass ? token !== ']' : token.startsWith('[');
    source += translated;
    rest = rest.slice(token.length);
  }
  return { source };
}

/** A class is begun with its `^`, and with a `]` that JavaScript would end it by at once. */
const OUTSIDE = /^(?:\\.|\[\^?\]?|\(\?(?:<[=!]|.)?|\{[^}]*\}|.)/su;
const IN_CLASS = /^(?:\\.|&&|--|~~|.)/su;

function outside(token: string): string | undefined {
  if (token.startsWith('\\')) {
    return ESCAPES_OUTSIDE_CLASSES[token.slice(1)] ?? escaped(token.slice(1));
  }
  if (token.startsWith('[')) return token.endsWith(']') ? undefined : token;
  if (token.startsWith('(?')) return token === '(?:' ? token : undefined;
  if (token.startsWith('{')) {
    const counts = token.slice(1, -1).split(',').map(Number);
    return counts.some((count) => count > MOST_REPETITIONS) ? undefined : token;
  }
  return token === '.' ? '[^\\n]' : token;
}

function inClass(token: string): string | undefined {
  if (token === '\\w') return WORD;
  if (token.startsWith('\\')) return escaped(token.slice(1));
  return token === '[' || token.length > 1 ? undefined : token;
}

function escaped(character: string): string | undefined {
  return ESCAPES[character] ?? (PUNCTUATION.includes(character) ? `\\${character}` : undefined);
}

function problemOf(token: string): string {
  return token.startsWith('{')
    ? `"${token}" repeats more than ${MOST_REPETITIONS} times`
    : `"${token}" is not read alike by Statsig's SDKs; write it without`;
}

function syntaxProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
