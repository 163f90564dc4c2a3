import type { LabStart } from '../lab.ts';

/** A service that is not ours, in a few lines of Node.js, and what runs it in each region. */
const PROGRAM = `import { defineProgram } from 'colorteller/program';
import { Container, Network } from '@pulumi/docker';

/** Answers the theme that it was started with, whatever the path. */
const SERVICE = \`
const { COLOR, PORT, HOST } = process.env;
process.on('SIGTERM', () => process.exit());
require('node:http')
  .createServer((_, response) => response.end(JSON.stringify({ theme: { color: COLOR } })))
  .listen(Number(PORT), HOST);
\`;

export default defineProgram((stack) => {
  for (const region of stack.regions) {
    const { color } = stack.decide(region).value;
    new Container(
      region.name,
      {
        name: \`themed-\${region.name}\`,
        image: stack.image,
        entrypoints: ['/node', '-e', SERVICE],
        envs: [\`COLOR=\${color}\`, 'PORT=8080', 'HOST=0.0.0.0'],
        ports: [{ internal: 8080, external: region.port, ip: '127.0.0.1' }],
        labels: stack.labels(region),
      },
      { deleteBeforeReplace: true },
    );
    if (stack.gate('cache', region)) {
      new Network(\`\${region.name}-cache\`, {
        name: \`themed-\${region.name}-cache\`,
        labels: stack.labels(region),
      });
    }
  }
});
`;

/** Two regions that a program of one's own deploys. */
export const start: LabStart = { files: { 'program.ts': PROGRAM } };
