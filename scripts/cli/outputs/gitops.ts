import { z } from 'zod';
import { count, text } from '../../../orchestrator/common/field.ts';

export const gitopsInit = z
  .object({
    folder: text('Of the repository'),
    settings: z
      .object({
        folder: text('The same, as the workspace file says it'),
        repoUrl: text('Where Argo CD fetches it from'),
        revision: text('The branch that is committed to'),
        namespace: text('Of Kubernetes'),
      })
      .describe('The section gitops of the workspace file'),
  })
  .describe('The repository.');

export const gitopsCommit = z
  .object({
    id: text('Of the commit'),
    at: text('When, ISO 8601'),
    author: text('Who approved, aborted or changed what it follows'),
    subject: text('The first line of its message'),
    release: text('The release that it belongs to').nullable(),
    phase: text('The phase that it starts').nullable(),
    event: count('Number of the event in the log'),
  })
  .describe('One commit, the newest first.');
