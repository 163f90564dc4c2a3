import {
  ERROR_CODES,
  FORMER_ERROR_CODES,
  toErrorCode,
} from '../../../orchestrator/common/errors/error-codes.ts';
import { table } from './schema-table.ts';

/** `docs/reference/errors.md`: every error code. */
export function renderErrors(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, { exit, http, meaning }]) => [
    `\`${code}\``,
    String(exit),
    String(http),
    meaning,
  ]);
  const former = FORMER_ERROR_CODES.map((name) => [
    `\`${name}\``,
    `\`${toErrorCode(name) ?? ''}\``,
  ]);
  return `# Errors

Every error has a message that says what failed and why, an action that says what to do next, and one of these codes. \`npm run docs\`
generates this page from \`orchestrator/common/errors/error-codes.ts\`; a test fails while it is stale. By symptom:
[troubleshooting](../guides/when-stuck.md).

| exit status | meaning |
| --- | --- |
| 0 | The command succeeded. |
| 1 | Something failed. |
| 2 | The input is not valid. |
| 3 | The present state refuses the action. |
| 4 | A tool is missing on this machine. |
| 5 | The awaited state can no longer be reached. |
| 6 | The awaited state was not reached in time. |
| 130 | The command was stopped: by Ctrl-C, because its terminal was closed, or because nobody reads its output any more. |

The control plane answers with the HTTP status and a body \`{code, message, action, details}\`.

${table(['code', 'exit', 'HTTP', 'meaning'], rows)}

Renamed codes keep their former names until 2.0: they are read as the new ones, and \`--json\` prints them as \`formerCode\`.

${table(['former name', 'code'], former)}
`;
}
