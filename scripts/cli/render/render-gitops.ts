import type { PublishedCommit } from '../../../orchestrator/integrations/gitops/repository.ts';
import type { Paint } from './paint.ts';

/** Commits as lines, newest first. */
export function renderCommits(paint: Paint, commits: readonly PublishedCommit[]): string {
  if (commits.length === 0) return 'Nothing is committed yet.\n';
  return commits
    .map(
      ({ id, at, author, subject }) =>
        `${paint('yellow', id.slice(0, 10))}  ${paint('dim', at.slice(0, 19))}  ${author.padEnd(12)}  ${subject}\n`,
    )
    .join('');
}

/** A patch with its lines in the usual colours. */
export function renderPatch(paint: Paint, patch: string): string {
  if (patch === '') return 'No changes.\n';
  const lines = patch.split('\n').map((line) => {
    if (/^(?:diff|index|\+\+\+|---|new file|deleted file)/.test(line)) return paint('bold', line);
    if (line.startsWith('+')) return paint('green', line);
    return line.startsWith('-') ? paint('red', line) : line;
  });
  return `${lines.join('\n')}\n`;
}
