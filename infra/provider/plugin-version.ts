/**
 * What the plugin says its version is: that of package docker whose inputs it takes, since Pulumi warns at every update
 * when a plugin is older than the package of the program. The part after the plus does not count in a comparison.
 */
export const PLUGIN_VERSION = '5.2.0+colorteller';
