import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { distPath, packageRoot } from '../../infra/toolchain/package-root.ts';
import { toAsciicast } from './asciicast.ts';
import { DEMO_ARGS, describeDemo, RECORDED_DEMO } from './demo-recording.ts';
import { pace } from './pace.ts';
import { record } from './record.ts';
import { renderSvg } from './render-svg.ts';

/** `npm run docs:recording`: plays the demo and makes its moving picture. */
async function main(): Promise<void> {
  const args = [distPath('scripts/cli.js'), ...DEMO_ARGS];
  const recording = await record({ ...RECORDED_DEMO, file: process.execPath, args });
  const images = path.join(packageRoot, 'docs/images');
  await writeFile(path.join(images, 'demo.cast'), toAsciicast(recording));
  await writeFile(path.join(images, 'demo.svg'), renderSvg(pace(recording), describeDemo()));
}

await main();
