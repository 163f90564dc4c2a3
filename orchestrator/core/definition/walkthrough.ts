/** Name of the workspace file in its folder. */
export const WORKSPACE_FILE = 'colorteller.yaml';

/** Its name where it is written in JSON. */
export const WORKSPACE_FILE_JSON = 'colorteller.json';

/** Its name where it is written in TypeScript. */
export const WORKSPACE_FILE_TS = 'colorteller.ts';

/** The names of a workspace file; a folder has one of them. */
export const WORKSPACE_FILES = [WORKSPACE_FILE, WORKSPACE_FILE_JSON, WORKSPACE_FILE_TS] as const;

/** Ports of the walkthrough's two regions when nothing else uses them. */
export const WALKTHROUGH_PORTS = { 'us-west1': 4401, 'us-central1': 4402 } as const;

/** The text of the walkthrough's file: two regions, two phases, each waiting for an approval. */
export function walkthroughFile(
  ports: Readonly<Record<keyof typeof WALKTHROUGH_PORTS, number>>,
): string {
  return `# A ColorTeller workspace: what is deployed where, and when a change may reach it.

environments:
  - name: development
  - name: staging
  - name: production

# One ColorTeller service per region answers on its loopback port.
regions:
  - { name: us-west1, environment: production, port: ${ports['us-west1']} }
  - { name: us-central1, environment: production, port: ${ports['us-central1']} }

# What the regions read. A change goes through the pipeline, phase by phase.
dynamicConfigs:
  - name: colorteller
    pipeline: region-by-region
    defaultValue: { color: blue }
    # What a value may hold. Regions read color, image, memoryMb, replicas and env; a key that only
    # your own programs read has to be among these properties: greeting: { type: string }
    schema: { type: object, properties: { color: { type: string } } }

pipelines:
  - name: region-by-region
    phases:
      - name: us-west1
        requiredReview: true
        rules:
          - environments: [production]
            conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-west1] }
      - name: us-central1
        requiredReview: true
        # timeInterval: 15m        how long this phase bakes before the next may start
        rules:
          - environments: [production]
            conditions:
              - { type: custom_field, field: region, operator: any, targetValue: [us-central1] }

# What every update has to keep: mandatory refuses the update, advisory warns, disabled is off. Here
# they are off, since both regions have one replica of a local image. Packs of your own: { pack: ./FOLDER }
policies:
  - pack: built-in
    rules:
      replicas-in-production: disabled
      memory-limit: disabled
      digest-in-production: disabled

# What machines cost, in US dollars; all three providers are invented. A region that asks for one, by
# machine: { cpu: 2, memoryMb: 2048 }, gets the cheapest that fits, and is limited to what it asks for.
prices:
  - { provider: Acorn Cloud, machine: acorn-2, cpu: 2, memoryMb: 2048, perHour: { onDemand: 0.042, spot: 0.014 } }
  - { provider: Birch Metal, machine: b2, cpu: 2, memoryMb: 4096, perHour: { onDemand: 0.045 } }
  - { provider: Cedar Hosting, machine: shared, cpu: 1, memoryMb: 2048, perHour: { onDemand: 0.02, spot: 0.01 } }
`;
}

/** The text of the file that a new workspace gets: the walkthrough's, and two features to play with. */
export function starterFile(ports: Parameters<typeof walkthroughFile>[0]): string {
  return `${walkthroughFile(ports)}
# Features, apart from the image: the service asks these gates for the user of each request (x-user-id, or ?user=).
# sparkle shows a mark to a share of the users; new-contrast is a dark launch, which is counted in /metrics and not shown.
gates:
  - name: sparkle
    rules: [{ name: users, passPercentage: 0 }]
  - name: new-contrast
    rules: [{ name: users, passPercentage: 100 }]
`;
}
