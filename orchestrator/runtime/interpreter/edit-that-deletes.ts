import { z } from 'zod';
import { list, text } from '../../common/field.ts';

export const editThatDeletesSchema = z.object({
  edit: text('Identifies the edit and what it changes; confirm takes it'),
  regions: list(z.string(), 'Regions that it deletes, or moves to another stack'),
  stacks: list(z.string(), 'Stacks that it deletes'),
  resources: list(
    z.string(),
    'Resources that another program of your own deletes, such as `Container us-west1`; left out: none',
  ).exactOptional(),
  releases: list(z.string(), 'Active releases that have a phase in one of these regions'),
});

/** An edit of the workspace file that deletes what is deployed; the details of EDIT_DELETES. */
export type EditThatDeletes = z.infer<typeof editThatDeletesSchema>;
