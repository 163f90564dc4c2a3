import type { Answer } from '../action-explorer.ts';
import { MOVES } from '../action-oracle.ts';

/** `docs/reference/action-matrix.md`: each situation with what became of each action in it. */
export function renderActionMatrix(answers: readonly Answer[]): string {
  const cells = new Map<string, Map<string, Set<string>>>();
  const reasons = new Map<string, string>();
  for (const { before, move, outcome, reason } of answers) {
    const row = cells.get(before) ?? new Map<string, Set<string>>();
    cells.set(before, row);
    row.set(move, (row.get(move) ?? new Set()).add(outcome));
    const key = `${outcome}|${move}`;
    if (reason !== null && !reasons.has(key)) reasons.set(key, reason);
  }
  const rows = [...cells.keys()].sort().map((before) => {
    const outcomes = MOVES.map((move) => [...(cells.get(before)?.get(move) ?? [])].sort());
    return `| ${before} | ${outcomes.map((all) => all.join(', ')).join(' | ')} |`;
  });
  const codes = [...reasons].sort().map(([key, reason]) => {
    const [code, move] = key.split('|');
    return `| ${code} | ${move} | ${reason} |`;
  });
  return `# What every action does in every state

Written by the engine itself: \`npm run docs\` rewrites this page, and a test fails while it is stale. It has every action in
every state that can be reached in the 1 554 pipelines of one to four phases with every mix of review (none, one approver, two
approvers) and bake time (none, some), each compared with an independent oracle (\`test/support/action-oracle.ts\`).

A cell has the status of the release after the action (\`→\`), or the code of the refusal; several where it depends on the phases
that follow. _Held_: there is a hold of everything. _In review_: approvals are missing. _Approve again_: by the one who approved
first. _Time_: as much as the longest bake. Once a release has ended, its own actions are refused, and \`change\` starts the next.

| state | ${MOVES.join(' | ')} |
| --- |${' --- |'.repeat(MOVES.length)}
${rows.join('\n')}

## The refusals

| code | action | reason, as an example |
| --- | --- | --- |
${codes.join('\n')}
`;
}
