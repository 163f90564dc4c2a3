import { Command } from 'commander';
import { lockOwner } from '../../../orchestrator/runtime/store/workspace-lock.ts';
import { readVersions } from '../../../orchestrator/runtime/versions/version-file.ts';
import { versionsView } from '../../../orchestrator/runtime/versions/version-view.ts';
import type { VersionView } from '../../../orchestrator/runtime/versions/version-record.ts';
import { readDeployment } from '../../../orchestrator/runtime/workspace/deployment-record.ts';
import { connect } from '../client/control-client.ts';
import type { Target } from '../client/target.ts';
import type { CommandContext } from '../command-context.ts';
import { readCurrentState } from '../read-current-state.ts';
import { paintFor, type Paint } from '../render/paint.ts';
import { workspaceOption } from './workspace-option.ts';
import { renderTable } from '../render/render-table.ts';

/** `versions`: what was built, from the running orchestrator, or from the workspace when none runs. */
export function versionsCommand(context: CommandContext): Command {
  return new Command('versions')
    .description(
      'List the built images, newest first, with the regions that run each and the release that promotes it.',
    )
    .addOption(workspaceOption())
    .option('--json', 'print one line of JSON per version')
    .addHelpText('after', '\nExamples:\n  $ colorteller versions\n  $ colorteller versions --json')
    .action(async ({ target, json }: { target: Target; json?: true }) => {
      const versions = (await versionsOf(target)).reverse();
      context.stdout.write(
        json === true
          ? versions.map((version) => `${JSON.stringify(version)}\n`).join('')
          : renderVersions(paintFor(context.stdout), versions),
      );
    });
}

async function versionsOf(target: Target): Promise<VersionView[]> {
  if (target.kind !== 'workspace' || (await lockOwner(target.folder)) !== undefined) {
    return (await connect(target)).versions();
  }
  const [records, present] = await Promise.all([
    readVersions(target.folder),
    readCurrentState(target.folder),
  ]);
  const versions = versionsView(records, present);
  // The log keeps the last answer of regions that were removed.
  if ((await readDeployment(target.folder)) !== null) return versions;
  return versions.map((version) => ({ ...version, regions: [] }));
}

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
function renderVersions(paint: Paint, versions: readonly VersionView[]): string {
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
