/** The region that a resource of our programs belongs to; undefined for what regions have in common. */
export function regionOf({ type, name }: { type: string; name: string }): string | undefined {
  switch (type) {
    case 'docker:index/container:Container':
      return name.replace(/-\d+$/, '');
    case 'colorteller:index:RegionConfig':
    case 'colorteller:index:RegionAccess':
      return name;
    default:
      return undefined;
  }
}
