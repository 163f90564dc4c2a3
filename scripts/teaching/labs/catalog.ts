import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { distPath, packageRoot } from '../../../orchestrator/common/package-root.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { hasCode } from '../../../orchestrator/common/errors/to-app-error.ts';
import {
  WALKTHROUGH_PORTS,
  walkthroughFile,
  WORKSPACE_FILE,
} from '../../../orchestrator/core/definition/walkthrough.ts';
import { parseGuide, type Guide } from './guide.ts';
import { guideInvalid } from './guide-blocks.ts';
import type { LabGoal, LabSolution, LabStart } from './lab.ts';

/** A lab of this package: its guide is read, its code is loaded on demand. */
export interface Lab {
  /** Its folder: `01-first-purple-region`. */
  name: string;
  guide: Guide;
  /** Absolute path of its README. */
  readme: string;
}

const FOLDER = path.join('scripts', 'teaching', 'labs');

/** Every lab, in the order of their numbers. */
export async function readLabs(): Promise<Lab[]> {
  return Promise.all((await labNames()).map(readLab));
}

/**
 * The lab that a person names by `1`, `01` or `01-first-purple-region`.
 * @throws AppError BAD_INPUT that lists the labs.
 */
export async function findLab(text: string): Promise<Lab> {
  const names = await labNames();
  const prefix = /^\d{1,2}$/.test(text) ? `${text.padStart(2, '0')}-` : `${text}/`;
  const found = names.find((name) => `${name}/`.startsWith(prefix));
  if (found !== undefined) return readLab(found);
  throw new AppError('BAD_INPUT', `there is no lab "${text}"`, {
    action: `Name one of ${names.join(', ')}, or its number. See: npx colorteller lab list`,
  });
}

/** The workspace file that a lab begins with, with the usual ports; of a lab without one, that of a new workspace. */
export async function loadDefinition({ name }: Lab): Promise<string> {
  try {
    return await readFile(path.join(packageRoot, FOLDER, name, WORKSPACE_FILE), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return walkthroughFile(WALKTHROUGH_PORTS);
    throw error;
  }
}

/** What a lab begins with besides. */
export async function loadStart(lab: Lab): Promise<LabStart> {
  return ((await load(lab, 'start')) as { start: LabStart }).start;
}

/** What has to be so at its end. */
export async function loadGoals(lab: Lab): Promise<readonly LabGoal[]> {
  return ((await load(lab, 'verify')) as { verify: readonly LabGoal[] }).verify;
}

/** What reaches it. */
export async function loadSolution(lab: Lab): Promise<LabSolution> {
  return ((await load(lab, 'solution')) as { solve: LabSolution }).solve;
}

async function labNames(): Promise<string[]> {
  const names = await readdir(path.join(packageRoot, FOLDER));
  return names.filter((name) => /^\d\d-/.test(name)).sort();
}

async function readLab(name: string): Promise<Lab> {
  const relative = path.join(FOLDER, name, 'README.md');
  const readme = path.join(packageRoot, relative);
  const guide = parseGuide(await readFile(readme, 'utf8'), relative);
  if (!name.startsWith(`${guide.number}-`)) {
    throw guideInvalid(relative, 1, `it says Lab ${guide.number}, its folder is ${name}`, {
      fix: 'Give both the same number.',
    });
  }
  return { name, guide, readme };
}

function load({ name }: Lab, part: 'start' | 'verify' | 'solution'): Promise<unknown> {
  return import(pathToFileURL(distPath(path.join(FOLDER, name, `${part}.js`))).href);
}
