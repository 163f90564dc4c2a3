import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../common/errors/app-error.ts';
import { git } from '../../../infra/toolchain/git.ts';
import { OWN_FOLDERS, type RepositoryFiles } from './repository-files.ts';
import type { Step } from './steps.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';
import type { Definition, GitOpsSettings } from '../../core/definition/definition.ts';
import { makeFolder } from '../../common/make-folder.ts';

/** A commit of ours. */
export interface PublishedCommit {
  id: string;
  /** ISO 8601, of the event. */
  at: string;
  author: string;
  subject: string;
  release: string | null;
  phase: string | null;
  /** Sequence number of the event that it follows. */
  event: number;
}

/** A local git repository that Argo CD or another tool reads. One process at a time commits to it. */
export interface Repository {
  readonly folder: string;
  /** Replaces the files in our folders and commits the changes. Resolves to the commit; null when nothing changed. */
  commit(
    files: RepositoryFiles,
    about: { message: string; author: string; atMs: number },
  ): Promise<string | null>;
  /** Commits of ours, newest first. */
  log(): Promise<PublishedCommit[]>;
  /** The changes that a commit of these files would make, as a patch; empty for none. */
  diff(files: RepositoryFiles): Promise<string>;
}

/** Makes the folder a git repository on that branch, unless it is one. Idempotent. @throws AppError GIT_MISSING, GITOPS_FAILED */
export async function initRepository(folder: string, branch: string): Promise<void> {
  await makeFolder(folder);
  if (await isRepository(folder)) return;
  await git(folder, ['init', '--quiet', `--initial-branch=${branch}`]);
}

/** @throws AppError GITOPS_FAILED when the folder is no repository of its own, or another branch is checked out there. */
export async function openRepository(folder: string, branch: string): Promise<Repository> {
  if (!(await isRepository(folder))) {
    throw new AppError('GITOPS_FAILED', `${folder} is not a git repository`, {
      action: 'Make it one: npx colorteller gitops init',
    });
  }
  const checkedOut = (await git(folder, ['symbolic-ref', '--quiet', '--short', 'HEAD'])).trim();
  if (checkedOut !== branch) {
    throw new AppError(
      'GITOPS_FAILED',
      `${folder} has the branch ${checkedOut} checked out, not ${branch}`,
      { action: `Run git switch ${branch} there, or change gitops.revision.` },
    );
  }
  return {
    folder,
    commit: async (files, { message, author, atMs }) => {
      await write(folder, files);
      await git(folder, ['add', '--all', '--', ...OWN_FOLDERS]);
      const changed = await git(folder, ['diff', '--cached', '--name-only', '--', ...OWN_FOLDERS]);
      if (changed === '') return null;
      const date = `@${Math.floor(atMs / 1000)} +0000`;
      await git(
        folder,
        [
          'commit',
          '--quiet',
          '--cleanup=whitespace',
          `--author=${author.replaceAll(/[<>\n\r]/g, ' ')} <>`,
          '-m',
          message,
          '--',
          ...OWN_FOLDERS,
        ],
        { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
      );
      return (await git(folder, ['rev-parse', 'HEAD'])).trim();
    },
    log: () => readLog(folder),
    diff: (files) => diff(folder, files),
  };
}

async function isRepository(folder: string): Promise<boolean> {
  return access(path.join(folder, '.git')).then(
    () => true,
    () => false,
  );
}

async function hasCommits(folder: string): Promise<boolean> {
  return (await git(folder, ['for-each-ref', '--count=1', 'refs/heads'])) !== '';
}

async function write(folder: string, files: RepositoryFiles): Promise<void> {
  for (const own of OWN_FOLDERS) {
    const entries = await readdir(path.join(folder, own), { recursive: true }).catch(() => []);
    const stale = entries.map((entry) => path.posix.join(own, entry.split(path.sep).join('/')));
    for (const name of stale) {
      if (name.endsWith('.yaml') && !files.has(name)) await rm(path.join(folder, name));
    }
  }
  for (const [name, text] of files) {
    const file = path.join(folder, name);
    await makeFolder(path.dirname(file));
    await writeFile(file, text);
  }
}

const SEPARATOR = '\u001f';

async function readLog(folder: string): Promise<PublishedCommit[]> {
  if (!(await hasCommits(folder))) return [];
  const trailer = (key: string) => `%(trailers:key=${key},valueonly,separator=%x20)`;
  const fields = ['%H', '%aI', '%an', '%s', ...Object.values(TRAILERS).map(trailer)];
  const format = `--format=${fields.join('%x1f')}`;
  const lines = (await git(folder, ['log', format, '--', ...OWN_FOLDERS])).split('\n');
  return lines.flatMap((line) => {
    const [id = '', at = '', author = '', subject = '', release, phase, event] =
      line.split(SEPARATOR);
    if (!event) return [];
    return [
      {
        id,
        at,
        author,
        subject,
        release: release || null,
        phase: phase || null,
        event: Number(event),
      },
    ];
  });
}

/** Compares the files in a temporary folder and index: the repository is not touched. */
async function diff(folder: string, files: RepositoryFiles): Promise<string> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'colorteller-diff-'));
  try {
    const tree = path.join(scratch, 'tree');
    await mkdir(tree);
    await write(tree, files);
    const env = { GIT_INDEX_FILE: path.join(scratch, 'index') };
    if (await hasCommits(folder)) await git(folder, ['read-tree', 'HEAD'], env);
    const onTree = ['--git-dir', path.join(folder, '.git'), '--work-tree', tree];
    await git(tree, [...onTree, 'add', '--intent-to-add', '--', ...files.keys()], env);
    return await git(tree, [...onTree, 'diff', '--no-color', '--', ...OWN_FOLDERS], env);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The trailers that identify our commits among those of people. */
const TRAILERS = {
  release: 'Colorteller-Release',
  phase: 'Colorteller-Phase',
  event: 'Colorteller-Event',
} as const;

/** @param reverted the commits that it reverts, newest first. */
export function commitMessage(
  step: Pick<Step, 'subject' | 'release' | 'phase'>,
  { seq, event }: StoredEvent,
  reverted: readonly string[] = [],
): string {
  const reason = 'reason' in event && event.reason !== null ? event.reason : '';
  const body = [reason, ...reverted.map((commit) => `This reverts commit ${commit}.`)].filter(
    (line) => line !== '',
  );
  const trailers = [
    ...(step.release === null ? [] : [`${TRAILERS.release}: ${step.release}`]),
    ...(step.phase === null ? [] : [`${TRAILERS.phase}: ${step.phase}`]),
    `${TRAILERS.event}: ${seq}`,
  ];
  return [step.subject, ...body, trailers.join('\n')].join('\n\n') + '\n';
}

/** Absolute path of the repository; a relative one is resolved from the workspace. */
export function repositoryFolder(workspace: string, { folder }: GitOpsSettings): string {
  return path.resolve(workspace, folder);
}

/** @throws AppError NOT_FOUND where the definition names no repository. */
export function gitopsOf({ gitops }: Definition): GitOpsSettings {
  if (gitops !== undefined) return gitops;
  throw new AppError('NOT_FOUND', 'the workspace file names no git repository', {
    action: 'Add one: npx colorteller gitops init',
  });
}
