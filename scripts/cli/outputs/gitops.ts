import { z } from 'zod';
import type { GitOpsSettings } from '../../../orchestrator/core/definition/definition.ts';
import type { PublishedCommit } from '../../../orchestrator/integrations/gitops/repository.ts';
import { count, exactly, text } from './exactly.ts';

/** What `gitops init` prints. */
export interface GitopsInit {
  folder: string;
  settings: GitOpsSettings;
}

/** What `gitops diff` prints. */
export interface GitopsDiff {
  patch: string;
}

export const gitopsInit = exactly<GitopsInit>()(
  z
    .strictObject({
      folder: text('Of the repository'),
      settings: z
        .strictObject({
          folder: text('The same, as the workspace file says it'),
          repoUrl: text('Where Argo CD fetches it from'),
          revision: text('The branch that is committed to'),
          namespace: text('Of Kubernetes'),
        })
        .describe('The section gitops of the workspace file'),
    })
    .describe('The repository.'),
);

export const gitopsDiff = exactly<GitopsDiff>()(
  z
    .strictObject({ patch: text('As git prints it; empty where nothing would change') })
    .describe('What the phases that wait would change.'),
);

export const gitopsCommit = exactly<PublishedCommit>()(
  z
    .strictObject({
      id: text('Of the commit'),
      at: text('When, ISO 8601'),
      author: text('Who approved, aborted or changed what it follows'),
      subject: text('The first line of its message'),
      release: text('The release that it belongs to').nullable(),
      phase: text('The phase that it starts').nullable(),
      event: count('Number of the event in the log'),
    })
    .describe('One commit, the newest first.'),
);
