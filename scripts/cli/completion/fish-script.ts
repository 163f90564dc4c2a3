import type { Node } from './command-tree.ts';

/** The completion of a program for fish. */
export function fishScript(name: string, nodes: readonly Node[]): string {
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => fishQuote(path));
  const lines = nodes.flatMap(({ path, commands, options }) => {
    const here = `complete -c ${name} -n ${fishQuote(`__${name}_at ${fishQuote(path)}`)}`;
    return [
      ...commands.map((one) => `${here} -f -a ${fishQuote(one.name)} -d ${fishQuote(one.summary)}`),
      ...options.map(({ names, description, takesValue, choices }) => {
        const flags = names.map((flag) => flag.replace(/^--/, '-l ').replace(/^-(?=\w$)/, '-s '));
        const value = choices.length > 0 ? ` -x -a ${fishQuote(choices.join(' '))}` : ' -r';
        return `${here} ${flags.join(' ')}${takesValue ? value : ''} -d ${fishQuote(description)}`;
      }),
    ];
  });
  return `# ${name}: completion for fish. Load it with: ${name} completion fish | source
function __${name}_at
  set -l at
  for word in (commandline -opc)[2..-1]
    if contains -- (string join -- ' ' $at $word) ${paths.join(' ')}
      set -a at $word
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
