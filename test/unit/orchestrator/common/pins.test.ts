import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { MINIMUM_GO_VERSION } from '../../../../infra/toolchain/find-go.ts';
import { PULUMI_VERSION } from '../../../../infra/toolchain/find-pulumi.ts';
import { MINIMUM_NODE_VERSION } from '../../../../infra/toolchain/inspect-toolchain.ts';
import { packageRoot } from '../../../../orchestrator/common/package-root.ts';

const read = (file: string): Promise<string> => readFile(path.join(packageRoot, file), 'utf8');

it('pins the modules of the version that the setup says it installs, with their checksums', async () => {
  const goMod = await read('infra/toolchain/pulumi-cli/go.mod');
  const goSum = await read('infra/toolchain/pulumi-cli/go.sum');
  for (const module of ['pkg', 'sdk']) {
    const line = `github.com/pulumi/pulumi/${module}/v3 v${PULUMI_VERSION}`;
    expect(goMod.split('\n').filter((text) => text.includes(line))).toHaveLength(1);
    expect(goSum.split('\n').filter((text) => text.startsWith(`${line} h1:`))).toHaveLength(1);
  }
});

it('requires the Go that those modules need', async () => {
  const goMod = await read('infra/toolchain/pulumi-cli/go.mod');
  expect(/^go (.+)$/m.exec(goMod)?.[1]).toBe(MINIMUM_GO_VERSION);
});

it('requires the Node.js of package.json', async () => {
  const { engines } = JSON.parse(await read('package.json')) as { engines: { node: string } };
  expect(`${engines.node}.0`).toBe(`>=${MINIMUM_NODE_VERSION}`);
});
