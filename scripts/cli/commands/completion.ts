import { Argument, Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { bashScript } from '../completion/bash-script.ts';
import { commandTree } from '../completion/command-tree.ts';
import { fishScript } from '../completion/fish-script.ts';
import { zshScript } from '../completion/zsh-script.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `completion bash|zsh|fish`: a script that completes commands, options and their values. */
export function completionCommand(context: CommandContext): Command {
  return new Command('completion')
    .description(
      'Print a script that completes commands, options and their values in your shell. Works offline.',
    )
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      `
Examples:
  $ source <(colorteller completion bash)
  $ colorteller completion zsh > "\${fpath[1]}/_colorteller"
  $ colorteller completion fish > ~/.config/fish/completions/colorteller.fish`,
    )
    .action((shell: keyof typeof SCRIPTS, _options: unknown, self: Command) => {
      const program = self.parent ?? self;
      context.stdout.write(SCRIPTS[shell](program.name(), commandTree(program)));
    });
}
