/** An environment without the settings of the user's own Pulumi, some of which end the CLI or move its state. */
export function withoutPulumi(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !entry[0].startsWith('PULUMI_'),
    ),
  );
}
