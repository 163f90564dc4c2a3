import { quote, type Node } from './command-tree.ts';

/** The completion of a program for zsh. */
export function zshScript(name: string, nodes: readonly Node[]): string {
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => quote(path));
  const values = nodes.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ names, choices }) => {
        const patterns = names.map((flag) => quote(`${path} ${flag}`)).join('|');
        const offer =
          choices.length === 0 ? '_files' : `compadd -- ${choices.map(quote).join(' ')}`;
        return `    (${patterns}) ${offer}; return ;;`;
      }),
  );
  const found = nodes.map(({ path, commands, options }) => {
    const all = [
      ...commands.map((one) => described(one.name, one.summary)),
      ...options.flatMap(({ names, description }) =>
        names.map((flag) => described(flag, description)),
      ),
    ];
    return `    (${quote(path)}) found=(${all.join(' ')}) ;;`;
  });
  return `#compdef ${name}
# ${name}: completion for zsh. Load it with: source <(${name} completion zsh)
_${name}() {
  local at= word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${at:+$at }$word" in
      (${paths.join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$at" in
${found.join('\n')}
  esac
  _describe ${quote(name)} found
}
compdef _${name} ${name}
`;
}

function described(word: string, description: string): string {
  return quote(`${word}:${description.replaceAll(':', '\\:')}`);
}
