import path from 'node:path';
import { createOfflineEngine } from '../../infra/engine/offline-engine.ts';
import { realClock } from '../common/real-clock.ts';
import type { Definition } from '../core/definition/definition.ts';
import { createEvaluatorCache } from '../core/evaluation/evaluator.ts';
import type { Context } from '../core/pipeline/state.ts';
import { planEdit, questionOf, type EditPlanInput } from '../runtime/plan/edit-plan.ts';
import type { EditPlan } from '../runtime/plan/edit-plan-schema.ts';
import { programOf } from '../runtime/plan/stack-preview.ts';
import { stackSpecOf } from './regions.ts';

export interface OfflinePlanOptions {
  /** What the edit is compared with. */
  context: Context;
  base: Exclude<EditPlan['base'], 'running'>;
  file: Definition;
  /** Names the resources; nothing is written there. */
  folder: string;
  /** Where compiled programs are. Default: where the workspace in the folder keeps them. */
  programs?: string;
  /** Time of the pipeline. */
  nowMs: number;
  signal: AbortSignal;
}

/** Stand for the host and the image of regions that name none: a plan compares, and so they do not matter. */
const USUAL_HOST = 'unix:///var/run/docker.sock';
const USUAL_IMAGE = 'colorteller:local';

/** Plans an edit where no orchestrator runs: against what would be deployed. Reaches no host and no network. */
export async function planOffline(options: OfflinePlanOptions): Promise<EditPlan> {
  const { context, base, file, folder, programs, nowMs, signal } = options;
  const engine = createOfflineEngine(realClock);
  const evaluatorOf = createEvaluatorCache();
  const configSourceOf: EditPlanInput['configSourceOf'] = ({ configSource = 'file' }) =>
    configSource;
  const stackSpecIn: EditPlanInput['stackSpecIn'] = (definition, stack, state) =>
    stackSpecOf({
      ...{ definition, stack, state, workspace: path.resolve(folder), image: USUAL_IMAGE },
      ...(programs !== undefined && { programs }),
      defaultHost: USUAL_HOST,
      statsigOf: (region) =>
        configSourceOf(region) === 'statsig' ? { api: null, keyHash: '' } : undefined,
    });
  const how = { nowMs, evaluatorOf, stackSpecIn, configSourceOf };
  const { stacks } = questionOf(how, context);
  await Promise.all(
    stacks.map((stack) =>
      engine.up({ stack: stack.spec.stack, program: programOf(stack), signal }),
    ),
  );
  return planEdit({ ...context, ...how, base, engine, newStacks: engine }, file, signal);
}
