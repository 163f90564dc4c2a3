/** Its regions, and what else a workspace file may say of a phase. Each is reviewed unless it says otherwise. */
export type PhaseOfPage = { name: string; regions: readonly string[] } & Record<string, unknown>;

/** The walkthrough's two regions, each in a phase of its own, with a bake on the pipeline's time. */
export const TWO_PHASES: readonly PhaseOfPage[] = [
  { name: 'us-west1', regions: ['us-west1'], timeInterval: '15m' },
  { name: 'us-central1', regions: ['us-central1'], timeInterval: '15m' },
];

/**
 * A workspace file for the page.
 * @param ports of the regions, in the order of the phases.
 */
export function workspaceFile(phases: readonly PhaseOfPage[], ports: readonly number[]) {
  const environment = 'production';
  return {
    environments: [{ name: environment }],
    regions: phases
      .flatMap(({ regions }) => regions)
      .map((name, index) => ({ name, environment, port: ports[index] })),
    stacks: phases.map(({ name, regions }) => ({ name, regions })),
    dynamicConfigs: [
      { name: 'colorteller', pipeline: 'region-by-region', defaultValue: { color: 'blue' } },
    ],
    pipelines: [
      {
        name: 'region-by-region',
        phases: phases.map(({ regions, ...phase }) => ({
          requiredReview: true,
          ...phase,
          rules: [
            {
              environments: [environment],
              conditions: [
                { type: 'custom_field', field: 'region', operator: 'any', targetValue: regions },
              ],
            },
          ],
        })),
      },
    ],
  };
}
