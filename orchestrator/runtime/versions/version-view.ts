import { own } from '../../common/own.ts';
import { subjectsOf } from '../../core/definition/cells.ts';
import { latestReleases } from '../../core/pipeline/release-history.ts';
import type { Content, Context } from '../../core/pipeline/state.ts';
import type { VersionRecord, VersionView } from './version-record.ts';

/** Number of releases that are searched for the one that promotes an image. */
const CONSIDERED_RELEASES = 50;

/** The versions, oldest first, each with the last of its records, as a pure function. */
export function versionsView(
  records: readonly VersionRecord[],
  { definition, state }: Context,
): VersionView[] {
  const releases = latestReleases(state, CONSIDERED_RELEASES).filter(
    ({ stage }) => stage.kind !== 'aborted',
  );
  const runs = ({ name }: { name: string }) => own(state.regions, name)?.answered?.image;
  const latest = new Map<string, VersionRecord>();
  for (const record of records) {
    latest.delete(record.image);
    latest.set(record.image, record);
  }
  return [...latest.values()].map((record) => ({
    ...record,
    regions: subjectsOf(definition.regions)
      .filter((region) => isNameOf(record, runs(region)))
      .map(({ name }) => name),
    release:
      releases.findLast(({ to }) => imagesOf(to).some((image) => isNameOf(record, image)))?.id ??
      null,
  }));
}

/** An image is named by its name, or by its id on a host. */
export function isNameOf({ image, hosts }: VersionRecord, text: unknown): boolean {
  return text === image || hosts.some(({ digest }) => digest === text);
}

/** Every image that a content can return. */
export function imagesOf({ defaultValue, rules }: Content): string[] {
  return [defaultValue, ...rules.map(({ returnValue }) => returnValue)].flatMap((value) => {
    const image = typeof value === 'object' ? value['image'] : undefined;
    return typeof image === 'string' ? [image] : [];
  });
}
