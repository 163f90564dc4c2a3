import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import type { GitOpsSettings } from '../../orchestrator/core/definition/definition.ts';
import { gitopsSchema } from '../../orchestrator/core/definition/gitops-schema.ts';
import { parseDefinition } from '../../orchestrator/core/definition/parse.ts';
import { writeFileAtomic } from '../../orchestrator/common/atomic-file.ts';
import { AppError } from '../../orchestrator/common/errors/app-error.ts';
import { readWorkspaceFile } from './read-workspace-file.ts';

/**
 * Adds a section `gitops` to the workspace file, unless it has one; the rest stays as it is, comments too. JSON is parsed
 * as YAML.
 * @throws AppError BAD_INPUT for settings that are not valid, or that differ from those there are.
 */
export async function addGitopsSection(
  workspace: string,
  requested: Partial<GitOpsSettings>,
): Promise<{ settings: GitOpsSettings; isNew: boolean; file: string }> {
  const { definition, file } = await readWorkspaceFile(workspace);
  const present = definition.gitops;
  if (present !== undefined) {
    const differing = Object.entries(requested).find(
      ([key, value]) => present[key as keyof GitOpsSettings] !== value,
    );
    if (differing === undefined) return { settings: present, isNew: false, file };
    throw new AppError(
      'BAD_INPUT',
      `${file} already has a different ${differing[0]} under gitops`,
      {
        action: 'Change it in the file, or leave the option out.',
      },
    );
  }
  const parsed = gitopsSchema.safeParse(requested);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError('BAD_INPUT', `${String(issue?.path[0])}: ${issue?.message ?? ''}`, {
      action: 'See npx colorteller gitops init --help.',
    });
  }
  const document = parseDocument(await readFile(file, 'utf8'));
  document.set('gitops', document.createNode(parsed.data));
  const isJson = file.endsWith('.json');
  const text = isJson ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString();
  parseDefinition(text, file);
  await writeFileAtomic(file, text);
  return { settings: parsed.data, isNew: true, file };
}
