import type { VersionView } from '../../../orchestrator/runtime/versions/version-record.ts';
import type { Paint } from './paint.ts';
import { renderTable } from './render-table.ts';

const COLUMNS = {
  TAG: 'tag',
  IMAGE: 'image',
  DIGEST: 'digest',
  COMMIT: 'commit',
  BUILT: 'built',
  BY: 'actor',
  REGIONS: 'regions',
  RELEASE: 'release',
};

/** Versions as a table, in the order given. */
export function renderVersions(paint: Paint, versions: readonly VersionView[]): string {
  if (versions.length === 0) {
    return `no versions yet; build one with: ${paint('cyan', 'npx colorteller build')}\n`;
  }
  return renderTable(
    paint,
    COLUMNS,
    versions.map(({ commit, hosts, atMs, ...version }) => ({
      ...version,
      digest: [...new Set(hosts.map(({ digest }) => shortDigest(digest)))],
      commit: commit === null ? null : `${commit.id.slice(0, 7)}${commit.dirty ? ' (dirty)' : ''}`,
      built: new Date(atMs).toISOString(),
    })),
  );
}

/** As Docker shows an id. */
function shortDigest(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12);
}
