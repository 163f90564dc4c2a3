import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes a policy pack that prints a greeting, with no package installed. @param policies the list of policies, as JavaScript. */
export async function writePolicyPack(folder: string, policies: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const files = {
    'PulumiPolicy.yaml': 'runtime: nodejs\n',
    'package.json': '{ "name": "test-pack", "version": "1.2.3" }',
    'index.js': `const { PolicyPack } = require('@pulumi/policy');\nconsole.log('hello');\nconsole.log(1);\nnew PolicyPack('test', { policies: ${policies} });\n`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return folder;
}
