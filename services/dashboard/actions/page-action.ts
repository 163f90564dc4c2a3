import type { RequestedFaultSpec } from '../../../orchestrator/core/definition/fault.ts';
import type { HoldScope } from '../../../orchestrator/core/pipeline/records.ts';

/** An action on a release at the phase that the page shows. */
export type PhaseVerb = 'approve' | 'pause' | 'unpause' | 'skip' | 'abort' | 'rollout';

/** Actions that can be previewed: they change who has which value, or when. */
export type PreviewedAction =
  | {
      kind: PhaseVerb;
      release: string;
      /** As the page shows it; null: the current phase. */
      phase: string | null;
      /** Of an approval: the hash of the approved plan. */
      plan?: string;
      /** Of an approval: its plan may delete. */
      allowDelete?: boolean;
    }
  | { kind: 'rollback'; config: string; release: string; seen: SeenConfig }
  | {
      kind: 'config';
      config: string;
      set: Readonly<Record<string, unknown>>;
      unset: readonly string[];
      seen: SeenConfig;
    }
  | { kind: 'hold' | 'lift'; scope: HoldScope };

/** What the page showed of a config, see orchestrator/core/pipeline/preconditions.ts. */
export interface SeenConfig {
  ifVersion: number;
  ifRelease: string | null;
}

/** Every action of this page. */
export type PageAction =
  | PreviewedAction
  | { kind: 'fault-add'; fault: RequestedFaultSpec; replace?: boolean }
  | { kind: 'fault-clear'; name: string | null }
  | { kind: 'clock-advance'; ms: number }
  | { kind: 'clock-next' }
  | { kind: 'clock-pause' }
  | { kind: 'clock-resume'; speed?: number }
  | { kind: 'traffic-start'; rate: number }
  | { kind: 'traffic-stop' }
  | { kind: 'plan'; release: string }
  | { kind: 'confirm-edit'; edit: string };

/** Who does it, and why. */
export interface By {
  actor: string;
  reason: string | null;
}

/** An HTTP request: path and body. */
export interface ActionRequest {
  path: string;
  body: Record<string, unknown>;
}

/** The request of a previewed action. @param seenSeq the last event that the page has received. */
export function requestOf(action: PreviewedAction, by: By, seenSeq: number): ActionRequest {
  const { path, ...body } = partsOf(action);
  return { path, body: { ...body, ...by, seenSeq } };
}

/** The request body of its preview. */
export function previewBodyOf(
  action: PreviewedAction,
  by: By,
  seenSeq: number,
): Record<string, unknown> {
  const { body } = requestOf(action, by, seenSeq);
  switch (action.kind) {
    case 'hold':
    case 'lift':
      return { ...body, action: 'hold' };
    case 'config':
    case 'rollback':
      return { ...body, action: action.kind, config: action.config };
    case 'approve':
    case 'pause':
    case 'unpause':
    case 'skip':
    case 'abort':
    case 'rollout':
      return { ...body, action: action.kind, release: action.release };
  }
}

function partsOf(action: PreviewedAction): { path: string; [key: string]: unknown } {
  switch (action.kind) {
    case 'hold':
    case 'lift':
      return {
        path: '/api/holds',
        type: action.kind === 'hold' ? 'hold-placed' : 'hold-lifted',
        scope: action.scope,
      };
    case 'config': {
      const { config, set, unset, seen } = action;
      return { path: `/api/configs/${encodeURIComponent(config)}`, set, unset, ...seen };
    }
    case 'rollback': {
      const { config, release, seen } = action;
      return { path: `/api/configs/${encodeURIComponent(config)}/rollback`, release, ...seen };
    }
    case 'approve':
    case 'pause':
    case 'unpause':
    case 'skip':
    case 'abort':
    case 'rollout': {
      const { kind, release, phase, plan, allowDelete } = action;
      return {
        path: `/api/releases/${encodeURIComponent(release)}/${kind}`,
        ...(phase === null ? {} : { phase }),
        ...(plan === undefined ? {} : { plan }),
        ...(allowDelete === undefined ? {} : { allowDelete }),
      };
    }
  }
}
