import type { Command } from 'commander';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { plainText } from './plain-text.ts';

/** Where an attendee reports to, and under which name. */
export interface ReportTarget {
  /** Origin that `colorteller workshop` prints for attendees. */
  url: string;
  code: string;
  name: string;
}

/** The options of a command that name the target. */
export interface ReportOptions {
  report?: string;
  code?: string;
  name?: string;
}

/** Adds `--report`, `--code` and `--name`; without the first nothing is ever reported. */
export function addReportOptions(command: Command): Command {
  return command
    .option(
      '--report <url>',
      'show the presenter of a workshop how far you are; their page says where',
    )
    .option('--code <code>', 'the code of the workshop')
    .option('--name <name>', 'what the presenter calls you');
}

/**
 * The target that options or `COLORTELLER_REPORT_*` name; undefined without one.
 * @throws AppError BAD_INPUT when a part is missing or the URL is none.
 */
export function readReportTarget(
  options: ReportOptions,
  env: NodeJS.ProcessEnv,
): ReportTarget | undefined {
  const url = options.report ?? env['COLORTELLER_REPORT_URL'] ?? '';
  const code = options.code ?? env['COLORTELLER_REPORT_CODE'] ?? '';
  const name = plainText(options.name ?? env['COLORTELLER_REPORT_NAME'] ?? '');
  if (url === '') return undefined;
  const origin = originOf(url);
  if (/^[a-z0-9 -]{1,40}$/i.test(code) && name !== '') return { url: origin, code, name };
  throw new AppError('BAD_INPUT', 'reporting needs the code of the workshop and a name', {
    action: 'Add --code CODE, as the presenter shows it, and --name with your name.',
  });
}

function originOf(text: string): string {
  const { protocol, origin, username, password } = URL.canParse(text) ? new URL(text) : NO_URL;
  if (/^https?:$/.test(protocol) && username === '' && password === '') return origin;
  throw new AppError('BAD_INPUT', 'what --report names is no address of a workshop', {
    action: 'Write it as the presenter shows it, such as: --report http://192.168.1.5:4481',
  });
}

const NO_URL = { protocol: '', origin: '', username: '', password: '' };
