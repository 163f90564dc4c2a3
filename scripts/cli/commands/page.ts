import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import { openBrowser } from '../open-browser.ts';
import type { PageAddress } from '../../../orchestrator/control-plane/view/answers.ts';
import { workspaceOption } from './workspace-option.ts';

interface PageOptions {
  target: Target;
  open?: true;
  json?: true;
}

/** `page`: an address of the page for one more browser. */
export function pageCommand(context: CommandContext): Command {
  return new Command('page')
    .description(
      'Print an address of the page. It works once: the browser that opens it may steer releases from then on.',
    )
    .addOption(workspaceOption())
    .option('--open', 'open it in a browser')
    .option('--json', 'print the address as one line of JSON')
    .addHelpText('after', '\nExamples:\n  $ colorteller page\n  $ colorteller page --open')
    .action(async ({ target, open, json }: PageOptions) => {
      const { stdout, stderr, env } = context;
      const { pageUrl } = await (await connect(target)).newPageUrl();
      stdout.write(
        json === true ? `${JSON.stringify({ pageUrl } satisfies PageAddress)}\n` : `${pageUrl}\n`,
      );
      if (open !== true) return;
      const problem = await openBrowser(pageUrl, { env, platform: process.platform });
      if (problem !== undefined) {
        stderr.write(`The browser could not be opened: ${problem}. Open the address yourself.\n`);
      }
    });
}
