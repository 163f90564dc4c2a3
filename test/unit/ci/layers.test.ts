import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../orchestrator/common/package-root.ts';

const BORDERS = [
  'import-x/no-restricted-paths',
  'no-restricted-globals',
  'no-restricted-imports',
  'no-restricted-properties',
  'no-restricted-syntax',
];

// Only the rules that draw borders: the others need the types of a file that is on the disk.
const eslint = new ESLint({
  cwd: packageRoot,
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => BORDERS.includes(ruleId),
});

/** The rules of the borders that a file of this content would break. */
async function refusals(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: `${packageRoot}/${filePath}` });
  return result!.messages.map(({ ruleId }) => ruleId);
}

/** A file in each layer, and one of the layer right below it that it must not import. */
const UPWARD = [
  ['services/colorteller/probe.ts', '../../orchestrator/common/clock.ts'],
  ['services/colorteller/probe.ts', '../../orchestrator/core/pipeline/state.ts'],
  ['services/colorteller/probe.ts', '../router/placement.ts'],
  ['services/router/probe.ts', '../../orchestrator/common/clock.ts'],
  ['orchestrator/common/probe.ts', '../core/pipeline/state.ts'],
  ['orchestrator/common/errors/probe.ts', '../../../infra/toolchain/find-pulumi.ts'],
  ['orchestrator/core/pipeline/probe.ts', '../../ports/engine.ts'],
  ['orchestrator/ports/probe.ts', '../../infra/engine/pulumi-engine.ts'],
  ['infra/engine/probe.ts', '../../orchestrator/runtime/loop/loop.ts'],
  ['orchestrator/runtime/loop/probe.ts', '../../integrations/alerts/deliver.ts'],
  ['orchestrator/integrations/alerts/probe.ts', '../../control-plane/app.ts'],
  ['orchestrator/control-plane/probe.ts', '../composition/orchestrator.ts'],
  ['orchestrator/composition/probe.ts', '../main.ts'],
  ['orchestrator/main.ts', '../scripts/cli/program.ts'],
  ['scripts/cli/probe.ts', '../../services/dashboard/api.ts'],
  ['services/dashboard/probe.ts', '../../scripts/cli/program.ts'],
] as const;

describe('the lint rule of the layers', () => {
  it.each(UPWARD)('%s may not import %s', async (file, imported) => {
    expect(await refusals(file, `import '${imported}';\n`)).toContain(
      'import-x/no-restricted-paths',
    );
  });

  it.each([
    ['services/router/probe.ts', '../colorteller/config-watcher.ts'],
    ['services/colorteller/probe.ts', '../../orchestrator/core/features/evaluate-features.ts'],
    ['orchestrator/core/pipeline/probe.ts', '../../common/errors/app-error.ts'],
    ['orchestrator/core/pipeline/probe.ts', '../../../services/router/placement.ts'],
    ['infra/engine/probe.ts', '../../orchestrator/ports/engine.ts'],
    ['orchestrator/control-plane/probe.ts', '../runtime/loop/loop.ts'],
    ['scripts/cli/probe.ts', '../../orchestrator/main.ts'],
  ])('%s may import %s', async (file, imported) => {
    expect(await refusals(file, `import '${imported}';\n`)).toEqual([]);
  });

  it.each(['orchestrator/misc/probe.ts', 'orchestrator/probe.ts', 'services/other/probe.ts'])(
    'refuses %s, which is in no layer',
    async (file) => {
      expect(await refusals(file, 'export const probe = 1;\n')).toEqual(['no-restricted-syntax']);
    },
  );
});

describe('the core', () => {
  it.each([
    ["import 'node:fs';", 'no-restricted-imports'],
    ["import 'fs';", 'no-restricted-imports'],
    ["import 'express';", 'no-restricted-imports'],
    ['export const now = Date.now();', 'no-restricted-properties'],
    ['export const now = new Date();', 'no-restricted-syntax'],
    ['export const luck = Math.random();', 'no-restricted-properties'],
    ['setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['export const env = process.env;', 'no-restricted-globals'],
  ])('may not contain %s', async (code, rule) => {
    expect(await refusals('orchestrator/core/pipeline/probe.ts', `${code}\n`)).toEqual([rule]);
  });

  it.each(['real-clock.ts', 'hash.ts', 'package-root.ts'])(
    'may not import %s of common, which reads the world',
    async (file) => {
      const code = `import '../../common/${file}';\n`;
      expect(await refusals('orchestrator/core/pipeline/probe.ts', code)).toEqual([
        'import-x/no-restricted-paths',
      ]);
    },
  );

  it('may not import what of the router does I/O', async () => {
    const code = "import '../../../services/router/table.ts';\n";
    expect(await refusals('orchestrator/core/pipeline/probe.ts', code)).toEqual([
      'import-x/no-restricted-paths',
    ]);
  });

  it('may not reach the real clock by a file of common that it imports', async () => {
    expect(await refusals('orchestrator/common/clock.ts', "import './real-clock.ts';\n")).toEqual([
      'import-x/no-restricted-paths',
    ]);
    expect(
      await refusals('orchestrator/common/clock.ts', 'export const now = Date.now();\n'),
    ).toEqual(['no-restricted-properties']);
  });
});
