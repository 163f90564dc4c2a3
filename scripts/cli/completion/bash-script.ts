import { quote, type Node } from './command-tree.ts';

/** The completion of a program for bash. */
export function bashScript(name: string, nodes: readonly Node[]): string {
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => quote(path));
  const values = nodes.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ names, choices }) => {
        const patterns = names.map((flag) => quote(`${path} ${flag}`)).join('|');
        return `    ${patterns}) words=${quote(choices.join(' '))} ;;`;
      }),
  );
  const words = nodes.map(({ path, commands, options }) => {
    const all = [...commands.map((one) => one.name), ...options.flatMap(({ names }) => names)];
    return `      ${quote(path)}) words=${quote(all.join(' '))} ;;`;
  });
  return `# ${name}: completion for bash. Load it with: source <(${name} completion bash)
_${name}() {
  local at= word words= current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${at:+$at }$word" in
      ${paths.join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at $previous" in
${values.join('\n')}
    *) case "$at" in
${words.join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name} ${name}
`;
}
