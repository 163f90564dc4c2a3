import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { scenarioSchema, structureSchema, type Scenario } from './scenario-schema.ts';

/** What of an export is not as Killercoda reads it, one line each; none where all is. */
export async function checkExport(folder: string): Promise<string[]> {
  return checkFolder(folder, '');
}

/** @param name of a folder below the export; empty for that itself */
async function checkFolder(root: string, name: string): Promise<string[]> {
  const at = (file: string) => path.join(name, file);
  if (await isFile(path.join(root, at('index.json')))) return checkScenario(root, name);
  const read = await readJson(path.join(root, at('structure.json')), structureSchema);
  if (typeof read === 'string') return [`${at('structure.json')}: ${read}`];
  const problems = read.items.map(({ path: item }) => checkFolder(root, at(item)));
  return (await Promise.all(problems)).flat();
}

async function checkScenario(root: string, name: string): Promise<string[]> {
  const at = (file: string) => path.join(name, file);
  const read = await readJson(path.join(root, at('index.json')), scenarioSchema);
  if (typeof read === 'string') return [`${at('index.json')}: ${read}`];
  const { texts, scripts } = namedFiles(read);
  const missing = async (file: string) =>
    (await isFile(path.join(root, at(file))))
      ? []
      : [`${at(file)}: index.json names it, and it is not there`];
  const notRun = async (file: string) => {
    const text = await readFile(path.join(root, at(file)), 'utf8').catch(() => undefined);
    if (text === undefined) return [];
    const { mode } = await stat(path.join(root, at(file)));
    return [
      ...((mode & 0o111) === 0o111 ? [] : [`${at(file)}: it is not executable`]),
      ...(text.startsWith('#!/bin/bash\n')
        ? []
        : [`${at(file)}: its first line is not #!/bin/bash`]),
    ];
  };
  const unknown = async (file: string) => {
    const text = await readFile(path.join(root, at(file)), 'utf8').catch(() => '');
    const left = text.replaceAll(/\{\{(exec|copy|)\}\}/g, '');
    return left.includes('{{') ? [`${at(file)}: {{ is no action of Killercoda there`] : [];
  };
  const problems = await Promise.all([
    ...[...texts, ...scripts].map(missing),
    ...scripts.map(notRun),
    ...texts.map(unknown),
  ]);
  return problems.flat();
}

function namedFiles({ details: { intro, steps, finish } }: Scenario) {
  const screens = [intro, ...steps, finish].filter((screen) => screen !== undefined);
  const scripts = [
    ...screens.flatMap(({ background, foreground }) => [background, foreground]),
    ...steps.map(({ verify }) => verify),
  ];
  return {
    texts: screens.map(({ text }) => text),
    scripts: scripts.filter((script) => script !== undefined),
  };
}

/** What it holds; a text says why it holds nothing. */
async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | string> {
  try {
    const read = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return read.success ? read.data : z.prettifyError(read.error).replaceAll('\n', ' ');
  } catch (error) {
    return error instanceof SyntaxError ? 'it is not JSON' : 'it is not there';
  }
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
