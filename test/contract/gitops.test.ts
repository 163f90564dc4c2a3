import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../orchestrator/core/definition/definition.ts';
import { createEvaluator } from '../../orchestrator/core/evaluation/evaluator.ts';
import { git } from '../../infra/toolchain/git.ts';
import {
  createPublisher,
  type Publisher,
} from '../../orchestrator/integrations/gitops/publisher.ts';
import {
  initRepository,
  openRepository,
} from '../../orchestrator/integrations/gitops/repository.ts';
import { reduce } from '../../orchestrator/core/pipeline/reduce.ts';
import { initialState, type Context } from '../../orchestrator/core/pipeline/state.ts';
import { startStory, type Story } from '../support/story.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { walkthrough } from '../support/walkthrough.ts';

const SETTINGS = {
  folder: 'gitops',
  repoUrl: 'https://git.example.com/fleet.git',
  revision: 'main',
  namespace: 'colors',
};
const definition: Definition = { ...walkthrough(), gitops: SETTINGS };

/** A publisher that receives a story, event by event. */
function listen(workspace: string) {
  const problems: unknown[] = [];
  let present: Context = { definition, state: initialState(definition) };
  const publisher: Publisher = createPublisher({
    workspace,
    present: () => present,
    evaluatorOf: createEvaluator,
    image: () => 'colorteller:1',
    onProblem: (error) => problems.push(error),
  });
  const hears = async (story: Story, from = 0) => {
    present = { definition, state: initialState(definition) };
    for (const [index, event] of story.log().entries()) {
      const next = reduce(present.definition, present.state, event);
      if (!next.accepted) throw new Error('the story was accepted before');
      present = next;
      if (index >= from) publisher.onEvent({ seq: index + 1, event });
    }
    await publisher.settled();
  };
  return { publisher, problems, hears };
}

async function repositoryIn(workspace: string) {
  const folder = path.join(workspace, 'gitops');
  await initRepository(folder, 'main');
  return openRepository(folder, 'main');
}

const released = () => startStory(definition).changes('purple').acts('phase-approved');

describe('the git repository of a definition', () => {
  it('gets a commit for each phase, with the release in its message and the approver as its author', async () => {
    await using folder = await tempFolder();
    const workspace = folder.path;
    const repository = await repositoryIn(workspace);
    const { hears, problems } = listen(workspace);
    await hears(released().acts('phase-approved'));
    expect(problems).toEqual([]);
    const log = await repository.log();
    expect(
      log.map(({ subject, release, phase, author, event }) => ({
        subject,
        release,
        phase,
        author,
        event,
      })),
    ).toEqual([
      {
        subject: 'rel-1: phase us-central1 gets colorteller version 2',
        release: 'rel-1',
        phase: 'us-central1',
        author: 'alice',
        event: 3,
      },
      {
        subject: 'rel-1: phase us-west1 gets colorteller version 2',
        release: 'rel-1',
        phase: 'us-west1',
        author: 'alice',
        event: 2,
      },
    ]);
    // The phase's region is all that the second one touched.
    const touched = await git(repository.folder, ['diff', '--name-only', 'HEAD~1', 'HEAD']);
    expect(touched).toBe('stacks/production/us-central1.yaml');
  });

  it('goes back by a commit that names what it reverts', async () => {
    await using folder = await tempFolder();
    const workspace = folder.path;
    const repository = await repositoryIn(workspace);
    const { publisher, hears } = listen(workspace);
    const start = { seq: 0, event: { type: 'timer-fired', atMs: 0 } } as const;
    publisher.catchUp(start);
    await hears(released().acts('release-aborted'));
    const [revert, phase, first] = await repository.log();
    expect(revert?.subject).toMatch(/^Revert rel-1: /);
    const body = await git(repository.folder, ['log', '-1', '--format=%b']);
    expect(body).toContain(`This reverts commit ${phase?.id ?? '?'}.`);
    expect(await git(repository.folder, ['diff', first?.id ?? '', 'HEAD'])).toBe('');
  });

  it('is the same, commit by commit, for the same story', async () => {
    const heads = await Promise.all(
      [1, 2].map(async () => {
        await using folder = await tempFolder();
        const workspace = folder.path;
        const repository = await repositoryIn(workspace);
        await listen(workspace).hears(released());
        return (await repository.log()).map(({ id }) => id);
      }),
    );
    expect(heads[0]).toEqual(heads[1]);
  });

  it('catches up after it could not be written, and touches nothing of others', async () => {
    await using folder = await tempFolder();
    const workspace = folder.path;
    const { publisher, hears, problems } = listen(workspace);
    await hears(released());
    expect(publisher.status()?.problem).toMatch(/is not a git repository/);
    expect(problems).toHaveLength(1);
    const repository = await repositoryIn(workspace);
    await writeFile(path.join(repository.folder, 'README.md'), 'ours');
    await git(repository.folder, ['add', 'README.md']);
    await hears(released().acts('release-paused'), 2);
    expect(publisher.status()?.problem).toBeNull();
    expect((await repository.log()).map(({ subject }) => subject)).toEqual([
      'Catch up with the log',
    ]);
    expect(await git(repository.folder, ['status', '--short'])).toBe('A  README.md');
  });

  it('is refused while another branch is checked out', async () => {
    await using folder = await tempFolder();
    const workspace = folder.path;
    const repository = await repositoryIn(workspace);
    await git(repository.folder, ['switch', '--quiet', '--orphan', 'feature']);
    const { publisher, hears } = listen(workspace);
    await hears(released());
    expect(publisher.status()?.problem).toMatch(/has the branch feature checked out, not main/);
  });

  it('shows what a commit would change, and changes nothing by that', async () => {
    await using folder = await tempFolder();
    const workspace = folder.path;
    const repository = await repositoryIn(workspace);
    await listen(workspace).hears(released());
    const name = 'stacks/production/us-west1.yaml';
    const text = await readFile(path.join(repository.folder, name), 'utf8');
    const patch = await repository.diff(new Map([[name, text.replaceAll('purple', 'red')]]));
    expect(patch).toMatch(/^-.*purple/m);
    expect(patch).toMatch(/^\+.*red/m);
    // What is left out would be removed.
    expect(patch).toMatch(/deleted file/);
    expect(await git(repository.folder, ['status', '--short'])).toBe('');
  });

  it('makes a removed region disappear, and leaves files that are not its own', async () => {
    await using folder = await tempFolder();
    const workspace = folder.path;
    const repository = await repositoryIn(workspace);
    const about = { message: 'one\n\nColorteller-Event: 1', author: 'ann', atMs: 0 };
    await repository.commit(
      new Map([
        ['stacks/a/one.yaml', 'a'],
        ['stacks/a/two.yaml', 'b'],
        ['applications/a.yaml', 'c'],
      ]),
      about,
    );
    await mkdir(path.join(repository.folder, 'docs'));
    await writeFile(path.join(repository.folder, 'docs', 'mine.yaml'), 'c');
    await repository.commit(
      new Map([
        ['stacks/a/one.yaml', 'a'],
        ['applications/a.yaml', 'c'],
      ]),
      about,
    );
    expect(await git(repository.folder, ['ls-files'])).toBe(
      'applications/a.yaml\nstacks/a/one.yaml',
    );
    expect(await readFile(path.join(repository.folder, 'docs', 'mine.yaml'), 'utf8')).toBe('c');
  });
});
