import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Access } from '../server/access.ts';
import { EVERY_ENVIRONMENT } from '../../core/specs/only-environment.ts';
import { newKeyText, type KeyScope } from './key-file.ts';
import { openSessionKeys, type SessionKeys } from './session-file.ts';
import { openWorkspaceKeys, type WorkspaceKeys } from './workspace-keys.ts';

/** Every key that opens something of an orchestrator while it runs. */
export interface RunKeys {
  /** Opens everything. */
  control: string;
  workspace: WorkspaceKeys;
  /** For what evaluates in this very process. */
  evaluation: string;
  sessions: SessionKeys;
  /** Makes keys for the script that started the run. */
  forScript: (environments: readonly string[]) => ScriptKeys;
}

/** Keys of a run, void when it ends: no file holds them. */
export interface ScriptKeys {
  /** Of each environment, by its name. */
  serverKeys: Readonly<Record<string, string>>;
  consoleKey: string;
  evaluationKey: string;
}

export interface RunKeysOptions {
  folder: string;
  /** Its control key is chosen by the user; null: a new one for this run. */
  access: Pick<Access, 'controlKey'>;
  ownServerKey: string;
  log: Pick<Logger, 'error'>;
}

/** Reads those of the workspace and makes those of the run. */
export async function openRunKeys(options: RunKeysOptions): Promise<RunKeys> {
  const { folder, access, ownServerKey, log } = options;
  const workspace = openWorkspaceKeys(folder, (error) =>
    log.error({ err: error }, 'the keys cannot be read'),
  );
  // The program asks for the regions of every environment.
  workspace.addEphemeral(ownServerKey, { kind: 'server', environment: EVERY_ENVIRONMENT });
  const make = (scope: KeyScope) => {
    const key = newKeyText(scope.kind);
    workspace.addEphemeral(key, scope);
    return key;
  };
  const evaluation = make({ kind: 'evaluation', environment: null });
  return {
    control: access.controlKey ?? `control-${randomBytes(24).toString('base64url')}`,
    workspace,
    evaluation,
    sessions: await openSessionKeys(folder),
    forScript: (environments) => ({
      serverKeys: Object.fromEntries(
        environments.map((environment) => [environment, make({ kind: 'server', environment })]),
      ),
      consoleKey: make({ kind: 'console', environment: null }),
      evaluationKey: make({ kind: 'evaluation', environment: null }),
    }),
  };
}
