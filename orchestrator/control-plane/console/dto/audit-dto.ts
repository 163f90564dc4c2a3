import type { Biography } from '../history.ts';

/** Who made and last changed something, as the Console API gives it; a person is a name here. */
export function auditDto({ created, modified }: Pick<Biography, 'created' | 'modified'>) {
  return {
    creatorID: created.actor,
    creatorName: created.actor,
    creatorEmail: null,
    createdTime: created.atMs,
    lastModifierID: modified.actor,
    lastModifierName: modified.actor,
    lastModifierEmail: null,
    lastModifiedTime: modified.atMs,
    owner: {
      ownerID: created.actor,
      ownerType: 'SDK_KEY',
      ownerName: created.actor,
      ownerEmail: '',
    },
  };
}
