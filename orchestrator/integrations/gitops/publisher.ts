import type { Definition, GitOpsSettings } from '../../core/definition/definition.ts';
import type { Evaluator } from '../../core/evaluation/evaluator.ts';
import { withNextPhases } from '../../core/pipeline/next-phases.ts';
import type { PublisherStatus } from './publisher-status.ts';

import { openRepository, commitMessage, gitopsOf, repositoryFolder } from './repository.ts';
import { repositoryFiles, type RepositoryFiles } from './repository-files.ts';
import { stepsOf, type Step } from './steps.ts';
import type { Context } from '../../core/pipeline/state.ts';
import { haveSameDecisions } from '../../core/pipeline/release.ts';
import type { StoredEvent } from '../../core/pipeline/event.ts';

/** Commits the desired state of regions to the git repository of the definition, one commit for each phase. */
export interface Publisher {
  /** Brings the repository up to date with the current state. */
  catchUp(last: StoredEvent | undefined): void;
  /** To be called after each event, in their order. */
  onEvent(stored: StoredEvent): void;
  /** Undefined where the definition names no repository. */
  status(): PublisherStatus | undefined;
  /**
   * The changes that the waiting phases would make in the repository, as a patch; it includes edits made there by hand.
   * @throws AppError NOT_FOUND where the definition names no repository, GITOPS_FAILED, GIT_MISSING
   */
  diff(nowMs: number): Promise<string>;
  /** Resolves when every queued commit is made, or has failed. */
  settled(): Promise<void>;
}

export interface PublisherOptions {
  /** Absolute path of the workspace. */
  workspace: string;
  present: () => Context;
  evaluatorOf: (definition: Definition) => Evaluator;
  /** Image of the regions whose value names none. */
  image: () => string;
  onProblem: (error: unknown) => void;
}

interface Job {
  settings: GitOpsSettings;
  step: Step;
  files: RepositoryFiles;
  stored: StoredEvent;
}

const CATCH_UP = { subject: 'Catch up with the log', release: null, phase: null, isRevert: false };

export function createPublisher(options: PublisherOptions): Publisher {
  const { workspace, present, evaluatorOf, image } = options;
  let current = present();
  let commit: string | null = null;
  let problem: string | null = null;
  let queue: Promise<void> = Promise.resolve();

  const publish = async ({ settings, step, files, stored }: Job): Promise<void> => {
    const folder = repositoryFolder(workspace, settings);
    const repository = await openRepository(folder, settings.revision);
    const reverted = step.isRevert
      ? (await repository.log()).filter(
          (entry) => entry.release === step.release && entry.phase !== null,
        )
      : [];
    const message = commitMessage(
      step,
      stored,
      reverted.map(({ id }) => id),
    );
    const { event } = stored;
    const author = 'actor' in event ? event.actor : 'ColorTeller';
    commit = (await repository.commit(files, { message, author, atMs: event.atMs })) ?? commit;
    problem = null;
  };
  const fail = (error: unknown) => {
    problem = error instanceof Error ? error.message : String(error);
    options.onProblem(error);
  };
  const enqueue = (stored: StoredEvent, { definition }: Context, steps: readonly Step[]) => {
    const settings = definition.gitops;
    if (settings === undefined) return;
    for (const step of steps) {
      const moment = { nowMs: stored.event.atMs, configs: step.configs };
      const evaluator = evaluatorOf(definition);
      try {
        // Render the files now: the state may change before git has ended.
        const files = repositoryFiles({ definition, settings, evaluator, moment, image: image() });
        queue = queue.then(() => publish({ settings, step, files, stored })).catch(fail);
      } catch (error) {
        fail(error);
      }
    }
  };

  return {
    catchUp: (last) => {
      current = present();
      if (last !== undefined) enqueue(last, current, [{ ...CATCH_UP, configs: current.state }]);
    },
    onEvent: (stored) => {
      const before = current;
      current = present();
      if (haveSameDecisions(before, current) && problem === null) return;
      const steps = stepsOf(before.state, current.state, stored.event);
      const isRetry = steps.length === 0 && problem !== null;
      enqueue(stored, current, isRetry ? [{ ...CATCH_UP, configs: current.state }] : steps);
    },
    status: () =>
      current.definition.gitops === undefined
        ? undefined
        : { folder: repositoryFolder(workspace, current.definition.gitops), commit, problem },
    diff: async (nowMs) => {
      await queue;
      const { definition, state } = present();
      const settings = gitopsOf(definition);
      const moment = { nowMs, configs: withNextPhases({ definition, state }, nowMs) };
      const evaluator = evaluatorOf(definition);
      const files = repositoryFiles({ definition, settings, evaluator, moment, image: image() });
      const folder = repositoryFolder(workspace, settings);
      return (await openRepository(folder, settings.revision)).diff(files);
    },
    settled: () => queue,
  };
}
