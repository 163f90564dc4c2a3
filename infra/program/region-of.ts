/** The machine that was chosen for a region: nothing stands behind it. */
export const MACHINE_TYPE = 'colorteller:index:Machine';

/** At the end of the name of what the gate `extras` gives a region. */
const EXTRAS_SUFFIX = '-extras';

/** The region that a resource of our programs belongs to, be it of a cell; undefined for what regions have in common. */
export function regionOf({ type, name }: { type: string; name: string }): string | undefined {
  switch (type) {
    case 'docker:index/container:Container':
      return name.replace(/-\d+$|\/.*/, '');
    case 'colorteller:index:RegionConfig':
    case 'colorteller:index:RegionAccess':
    case 'colorteller:index:RouterTable':
    case MACHINE_TYPE:
      return name.replace(/\/.*/, '');
    case 'docker:index/network:Network':
      return name.endsWith(EXTRAS_SUFFIX) ? name.slice(0, -EXTRAS_SUFFIX.length) : undefined;
    default:
      return undefined;
  }
}
