import type { ReleaseView } from '../../../orchestrator/control-plane/view/release-view.ts';

/** What may be done with a release now. */
export function ReleaseMenu({ release }: { release: ReleaseView }) {
  return <span hidden>{release.id}</span>;
}
