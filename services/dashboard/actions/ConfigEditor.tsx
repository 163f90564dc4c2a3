/** Edits the value of a config. */
export function ConfigEditor({ config }: { config: string }) {
  return <span hidden>{config}</span>;
}
