import type { VersionRecord } from '../../orchestrator/runtime/versions/version-record.ts';

/** What a Docker host calls an image of that letter. */
export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

/** A version with that tag; its content and digest are of one letter. */
export function versionRecord(tag: string, letter = 'a'): VersionRecord {
  return {
    image: `colorteller:${tag}`,
    tag,
    content: `colorteller:${letter.repeat(12)}`,
    hosts: [{ host: 'unix:///var/run/docker.sock', digest: digestOf(letter) }],
    commit: { id: 'c'.repeat(40), dirty: false },
    atMs: 1,
    actor: 'ann',
  };
}
