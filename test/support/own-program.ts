/** A service that answers its theme, in one line of Node.js, and the program that runs it in each region. */
export const OWN_PROGRAM = `
import { defineProgram } from 'colorteller/program';
import * as docker from '@pulumi/docker';
import type { Output } from '@pulumi/pulumi';
import { SERVICE } from './service.ts';

export default defineProgram((stack) => {
  const regions: Record<string, { url: Output<string> }> = {};
  for (const region of stack.regions) {
    const { color } = stack.decide(region).value;
    const container = new docker.Container(
      region.name,
      {
        name: \`themed-\${stack.name}-\${region.name}\`,
        image: stack.image,
        entrypoints: ['/node', '-e', SERVICE],
        envs: [\`COLOR=\${color}\`, 'PORT=8080', 'HOST=0.0.0.0'],
        ports: [{ internal: 8080, ip: '127.0.0.1' }],
        labels: stack.labels(region),
      },
      { deleteBeforeReplace: true },
    );
    if (stack.gate('cache', region)) {
      new docker.Network(\`\${region.name}-cache\`, {
        name: \`cache-\${stack.name}-\${region.name}\`,
        labels: stack.labels(region),
      });
    }
    const url = container.ports.apply(
      (ports) => \`http://127.0.0.1:\${ports?.[0]?.external}\`,
    );
    regions[region.name] = { url };
  }
  return { regions };
});
`;

/** The module \`./service.ts\` of {@link OWN_PROGRAM}. */
export const OWN_SERVICE = `
export const SERVICE = \`
const { COLOR, PORT, HOST } = process.env;
process.on('SIGTERM', () => process.exit());
require('node:http')
  .createServer((_, response) => response.end(JSON.stringify({ theme: { color: COLOR } })))
  .listen(Number(PORT), HOST);
\`;
`;

/** The rest of its workspace: one release through one phase that waits for an approval. */
export const ownWorkspace = (ports: readonly [number, number]) => `
program: ./program.ts
probe: { path: /settings, color: $.theme.color }
environments: [{ name: production }]
regions:
  - { name: us-west1, environment: production, port: ${ports[0]} }
  - { name: us-central1, environment: production, port: ${ports[1]} }
stacks:
  - { name: west, regions: [us-west1] }
  - { name: central, regions: [us-central1] }
dynamicConfigs:
  - { name: colorteller, pipeline: waves, defaultValue: { color: blue } }
gates:
  - name: cache
    rules:
      - { name: west, conditions: [{ type: custom_field, field: region, operator: any, targetValue: [us-west1] }], returnValue: false }
pipelines:
  - name: waves
    phases:
      - { name: west, requiredReview: true, rules: [{ conditions: [{ type: custom_field, field: region, operator: any, targetValue: [us-west1] }] }] }
      - { name: central, requiredReview: true, rules: [{ conditions: [{ type: custom_field, field: region, operator: any, targetValue: [us-central1] }] }] }
`;
