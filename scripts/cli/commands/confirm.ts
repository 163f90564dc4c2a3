import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { deletionsText } from '../../../orchestrator/core/definition/deletions.ts';
import type { EditThatDeletes } from '../../../orchestrator/runtime/interpreter/edit-that-deletes.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { ExitStatus } from '../exit-status.ts';
import { paintFor } from '../render/paint.ts';
import { actorOption } from './actor-option.ts';
import { workspaceOption } from './workspace-option.ts';

interface ConfirmOptions {
  target: Target;
  actor: string;
  json?: true;
}

/** `confirm [EDIT]`: an edit of the workspace file that deletes takes effect. */
export function confirmCommand(context: CommandContext): Command {
  return new Command('confirm')
    .description(
      'Let an edit of the workspace file take effect that deletes regions or stacks. Nothing of such an edit happens before. Show what it does with: plan --file',
    )
    .argument(
      '[edit]',
      'only this edit, by the id that status shows (default: the one that waits, which a terminal shows and asks for; without a terminal the id is needed)',
    )
    .addOption(workspaceOption())
    .addOption(actorOption())
    .option('--json', 'print what is deleted as one line of JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ colorteller confirm\n  $ colorteller confirm 3f1c0a9be27d --actor ann',
    )
    .action(async (edit: string | undefined, { target, actor, json }: ConfirmOptions) => {
      const client = await connect(target);
      const meant = edit ?? (await client.state()).unconfirmedEdit;
      if (meant !== null && typeof meant !== 'string' && !(await agrees(context, meant))) {
        throw new ExitStatus(1);
      }
      const id = typeof meant === 'string' ? meant : meant?.edit;
      // By its id: one that came meanwhile was shown to nobody.
      const answer = await client.confirmEdit({ ...(id === undefined ? {} : { edit: id }), actor });
      const paint = paintFor(context.stdout);
      context.stdout.write(
        json === true
          ? `${JSON.stringify(answer)}\n`
          : `${paint('green', '✔')} the edit is in effect; it deletes ${deletionsText(answer) ?? 'nothing'}.\n`,
      );
    });
}

/** Asks whoever sits at a terminal. @throws AppError BAD_INPUT where nobody does: a script says by its id what it has seen. */
async function agrees(
  { stdin, stdout, signal }: CommandContext,
  edit: EditThatDeletes,
): Promise<boolean> {
  if (!isTerminal(stdin) || !isTerminal(stdout)) {
    throw new AppError(
      'BAD_INPUT',
      `edit ${edit.edit} deletes ${deletionsText(edit) ?? 'nothing'}, and there is no terminal to ask at`,
      { action: `To let it take effect: npx colorteller confirm ${edit.edit}` },
    );
  }
  const question = `Edit ${edit.edit} deletes ${deletionsText(edit) ?? 'nothing'}. Let it take effect? [y/N] `;
  const lines = createInterface({ input: stdin, output: stdout, terminal: false });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([lines.question(question, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

function isTerminal(stream: object): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}
