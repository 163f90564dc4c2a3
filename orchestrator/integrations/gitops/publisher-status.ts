import { z } from 'zod';
import { text } from '../../common/field.ts';

export const publisherStatusSchema = z.object({
  folder: text('The git repository'),
  commit: text('The last commit of this run; null before the first').nullable(),
  problem: text('Why the repository is behind; null when it is not').nullable(),
});

/** The status of the commits of manifests. */
export type PublisherStatus = z.infer<typeof publisherStatusSchema>;
